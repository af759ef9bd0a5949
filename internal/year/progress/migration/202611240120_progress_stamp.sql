-- Whether anything of a period changed is told from this index alone.
CREATE INDEX progress_value_stamp ON progress_value (period, rev);
