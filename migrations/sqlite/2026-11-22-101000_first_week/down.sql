DROP TABLE other_money;
DROP TABLE foundation_return_lines;
DROP TABLE foundation_returns;
DROP TABLE carer_savings_steps;
DROP TABLE carer_savings;
DROP TABLE savings_signings;
