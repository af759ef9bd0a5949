CREATE INDEX audit_leaf_action ON audit_leaf (action, id);
CREATE INDEX audit_leaf_actor ON audit_leaf (actor, id);
