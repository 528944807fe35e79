DROP TABLE notice_choices;
DROP TABLE push_subscriptions;
DROP TABLE leases;
DROP TABLE outbox;
DROP TABLE events;
