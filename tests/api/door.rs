//! The door: headers, other sites, sizes, what is not there.

use crate::harness::*;

on_both! {
    async fn the_health_page_says_that_the_database_answers(app) {
        let reply = app.stranger().get("/health").await.ok(200);
        assert_eq!(reply.json, json!({"status": "up", "database": "up"}));
    }

    async fn signed_in_callers_are_recognised(app) {
        let phone = app.phone(app.cast.amara).await;
        let reply = phone.get("/v1/nothing-of-this-name").await;
        reply.not_there();
        let browser = app.browser(app.cast.sam).await;
        browser.get("/v1/nothing-of-this-name").await.not_there();
    }
}
