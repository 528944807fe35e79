DROP TABLE opening_balances;
DROP TABLE money_queries;
DROP TABLE pocket_answers;
