-- Whether any planned value of a target changed is told from this index alone.
CREATE INDEX plan_goal_stamp ON plan_goal (target, version);
