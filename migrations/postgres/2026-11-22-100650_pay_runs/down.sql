DROP TABLE other_contributions;
DROP TABLE pay_run_lines;
DROP TABLE pay_runs;
