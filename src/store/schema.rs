//! The tables, as both databases have them. `tests/schema.rs` holds this list against the live schema of each.
#![allow(missing_docs, reason = "the tables and columns are explained in the migrations")]

diesel::table! {
    teams (id) {
        id -> Binary,
        code -> Text,
        name -> Text,
        service -> Text,
    }
}

diesel::table! {
    staff (id) {
        id -> Binary,
        code -> Text,
        name -> Text,
        role -> Text,
        team_id -> Nullable<Binary>,
        email -> Nullable<Text>,
        swe_number -> Nullable<Text>,
        sign_in_name -> Nullable<Text>,
        work_days -> Text,
        about -> Nullable<Text>,
        by_hand -> Text,
        disabled_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    team_managers (id) {
        id -> Binary,
        team_id -> Binary,
        staff_id -> Binary,
        access_from -> BigInt,
        access_until -> Nullable<BigInt>,
    }
}

diesel::table! {
    children (id) {
        id -> Binary,
        reference -> Text,
        known_as -> Nullable<Text>,
        born_on -> Date,
        first_language -> Nullable<Text>,
        interpreter -> Bool,
        unaccompanied_until -> Nullable<Date>,
        history_known_from -> Nullable<Date>,
        history_complete -> Bool,
        died_on -> Nullable<Date>,
        messages_stopped_at -> Nullable<BigInt>,
        messages_resumed_at -> Nullable<BigInt>,
        by_hand -> Text,
        year_ending -> Nullable<SmallInt>,
        created_at -> BigInt,
        changed_at -> BigInt,
    }
}

diesel::table! {
    child_references (reference) {
        reference -> Text,
        child_id -> Binary,
    }
}

diesel::table! {
    care_episodes (id) {
        id -> Binary,
        child_id -> Binary,
        started_on -> Date,
        ended_on -> Nullable<Date>,
        reason_new -> Text,
        legal_status -> Text,
        placement -> Text,
        provider_kind -> Nullable<Text>,
        provider_urn -> Nullable<Text>,
        reason_ceased -> Nullable<Text>,
        reason_place_change -> Nullable<Text>,
        source -> Text,
        year_ending -> Nullable<SmallInt>,
        changed_at -> BigInt,
    }
}

diesel::table! {
    reviews (child_id, held_on) {
        child_id -> Binary,
        held_on -> Date,
        participation -> Text,
        source -> Text,
    }
}

diesel::table! {
    leaver_contacts (child_id, year_ending) {
        child_id -> Binary,
        year_ending -> SmallInt,
        in_touch -> Text,
    }
}

diesel::table! {
    import_runs (id) {
        id -> Binary,
        kind -> Text,
        ran_at -> BigInt,
        actor -> Text,
        sha256 -> Text,
        receipt -> Text,
    }
}

diesel::table! {
    allocations (id) {
        id -> Binary,
        child_id -> Binary,
        staff_id -> Binary,
        post -> Text,
        starts_on -> Date,
        ends_on -> Nullable<Date>,
        access_from -> BigInt,
        access_until -> Nullable<BigInt>,
        reason_ended -> Nullable<Text>,
        recorded_at -> BigInt,
        end_recorded_at -> Nullable<BigInt>,
        source -> Text,
    }
}

diesel::table! {
    absences (id) {
        id -> Binary,
        staff_id -> Binary,
        cover_id -> Nullable<Binary>,
        away_from -> BigInt,
        away_until -> BigInt,
        back_on -> Date,
        recorded_at -> BigInt,
        cancelled_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    audit_entries (id) {
        id -> Binary,
        at -> BigInt,
        actor_kind -> Text,
        actor_id -> Nullable<Binary>,
        role -> Nullable<Text>,
        relation -> Text,
        allocation_id -> Nullable<Binary>,
        action -> Text,
        resource -> Text,
        resource_id -> Nullable<Binary>,
        child_id -> Nullable<Binary>,
        decision -> Text,
        detail -> Nullable<Text>,
    }
}

diesel::table! {
    invitations (id) {
        id -> Binary,
        child_id -> Binary,
        locator -> Text,
        secret_hash -> Binary,
        kind -> Text,
        reason -> Text,
        made_by -> Nullable<Binary>,
        made_at -> BigInt,
        expires_at -> BigInt,
        wrong_tries -> Integer,
        used_at -> Nullable<BigInt>,
        account_id -> Nullable<Binary>,
        ended_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    devices (id) {
        id -> Binary,
        secret_hash -> Binary,
        made_at -> BigInt,
    }
}

diesel::table! {
    device_accounts (id) {
        id -> Binary,
        device_id -> Binary,
        child_id -> Binary,
        picture -> Text,
        pin_verifier -> Text,
        local_key -> Binary,
        three_words -> Text,
        lock_after_s -> Integer,
        made_at -> BigInt,
        last_used_at -> BigInt,
        confirmed_at -> Nullable<BigInt>,
        confirmed_by -> Nullable<Binary>,
        wrong_tries -> Integer,
        wait_until -> Nullable<BigInt>,
        shut_at -> Nullable<BigInt>,
        revoked_at -> Nullable<BigInt>,
        revoked_by -> Nullable<Binary>,
        revoke_reason -> Nullable<Text>,
    }
}

diesel::table! {
    staff_passwords (staff_id) {
        staff_id -> Binary,
        hash -> Text,
        set_at -> BigInt,
    }
}

diesel::table! {
    one_time_links (token_hash) {
        token_hash -> Binary,
        staff_id -> Nullable<Binary>,
        purpose -> Text,
        made_at -> BigInt,
        expires_at -> BigInt,
        used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    sessions (id) {
        id -> Binary,
        token_hash -> Binary,
        account_id -> Nullable<Binary>,
        staff_id -> Nullable<Binary>,
        staff_role -> Nullable<Text>,
        made_at -> BigInt,
        proved_at -> BigInt,
        last_seen_at -> BigInt,
        hidden_at -> Nullable<BigInt>,
        expires_at -> BigInt,
        ended_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    try_counters (key) {
        key -> Text,
        tries -> Integer,
        window_started_at -> BigInt,
        wait_until -> Nullable<BigInt>,
    }
}

diesel::table! {
    child_keys (child_id) {
        child_id -> Binary,
        wrapped -> Binary,
        master_key_id -> Text,
        made_at -> BigInt,
    }
}

diesel::table! {
    threads (id) {
        id -> Binary,
        child_id -> Binary,
        post -> Text,
        opened_at -> BigInt,
        last_seq -> BigInt,
        plan_message_id -> Nullable<Binary>,
        ask_id -> Nullable<Binary>,
        greeted_by -> Nullable<Binary>,
    }
}

diesel::table! {
    messages (id) {
        id -> Binary,
        thread_id -> Binary,
        child_id -> Binary,
        seq -> BigInt,
        author_kind -> Text,
        author_id -> Nullable<Binary>,
        account_id -> Nullable<Binary>,
        written_down_by -> Nullable<Binary>,
        channel -> Text,
        kind -> Nullable<Text>,
        purpose -> Text,
        in_reply_to -> Nullable<Binary>,
        written_with -> Nullable<Text>,
        language -> Nullable<Text>,
        body -> Binary,
        fingerprint -> Binary,
        device_confirmed -> Bool,
        said_at -> BigInt,
        phone_at -> Nullable<BigInt>,
        received_at -> BigInt,
    }
}

diesel::table! {
    message_sights (message_id, staff_id) {
        message_id -> Binary,
        staff_id -> Binary,
        thread_id -> Binary,
        seq -> BigInt,
        seen_at -> BigInt,
    }
}

diesel::table! {
    message_hidings (message_id) {
        message_id -> Binary,
        thread_id -> Binary,
        seq -> BigInt,
        why -> Text,
        hidden_by -> Nullable<Binary>,
        hidden_at -> BigInt,
    }
}

diesel::table! {
    message_topics (message_id, topic) {
        message_id -> Binary,
        thread_id -> Binary,
        seq -> BigInt,
        topic -> Text,
        set_by -> Text,
        set_at -> BigInt,
    }
}

diesel::table! {
    asks (id) {
        id -> Binary,
        thread_id -> Binary,
        child_id -> Binary,
        opened_by_message -> Binary,
        first_seq -> BigInt,
        kind -> Text,
        opened_at -> BigInt,
        answer_by -> Date,
        first_answer_by -> Date,
        passed_on_at -> Nullable<BigInt>,
        passed_on_to -> Nullable<Binary>,
        closed_at -> Nullable<BigInt>,
        closed_by -> Nullable<Binary>,
        closed_how -> Nullable<Text>,
        outcome -> Nullable<Binary>,
        decided_by -> Nullable<Text>,
        decision_on -> Nullable<Date>,
        child_says -> Nullable<Text>,
        child_said_at -> Nullable<BigInt>,
        reopened_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    handover_notes (id) {
        id -> Binary,
        thread_id -> Binary,
        child_id -> Binary,
        written_by -> Binary,
        written_at -> BigInt,
        body -> Binary,
    }
}

diesel::table! {
    tasks (id) {
        id -> Binary,
        kind -> Text,
        child_id -> Nullable<Binary>,
        post -> Nullable<Text>,
        staff_id -> Nullable<Binary>,
        team_id -> Nullable<Binary>,
        subject_id -> Nullable<Binary>,
        made_at -> BigInt,
        done_at -> Nullable<BigInt>,
        done_by -> Nullable<Binary>,
        natural_key -> Text,
    }
}

diesel::table! {
    events (id) {
        id -> Binary,
        recipient_kind -> Text,
        recipient_id -> Binary,
        kind -> Text,
        thread_id -> Nullable<Binary>,
        subject_id -> Nullable<Binary>,
        at -> BigInt,
    }
}

diesel::table! {
    outbox (id) {
        id -> Binary,
        kind -> Text,
        recipient_kind -> Text,
        recipient_id -> Binary,
        thread_id -> Nullable<Binary>,
        subscription_id -> Nullable<Binary>,
        made_at -> BigInt,
        due_at -> BigInt,
        give_up_at -> BigInt,
        tries -> Integer,
        done_at -> Nullable<BigInt>,
        outcome -> Nullable<Text>,
        natural_key -> Text,
    }
}

diesel::table! {
    leases (job) {
        job -> Text,
        holder -> Text,
        until -> BigInt,
        last_run_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    push_subscriptions (id) {
        id -> Binary,
        owner_kind -> Text,
        owner_id -> Binary,
        account_id -> Nullable<Binary>,
        session_id -> Binary,
        endpoint -> Text,
        made_at -> BigInt,
    }
}

diesel::table! {
    notice_choices (owner_id) {
        owner_id -> Binary,
        owner_kind -> Text,
        push -> Bool,
        push_text -> SmallInt,
        quiet_from -> SmallInt,
        quiet_until -> SmallInt,
        asked_at -> Nullable<BigInt>,
        language -> Nullable<Text>,
    }
}

diesel::table! {
    providers (id) {
        id -> Integer,
        name -> Text,
        name_key -> Text,
        urn -> Nullable<Text>,
        contact -> Nullable<Text>,
        recorded_at -> BigInt,
    }
}

diesel::table! {
    provider_terms (provider_id, starts_on) {
        provider_id -> Integer,
        starts_on -> Date,
        how -> Text,
        due_day -> Nullable<SmallInt>,
        recorded_at -> BigInt,
    }
}

diesel::table! {
    provider_chases (id) {
        id -> Binary,
        provider_id -> Integer,
        month_on -> Date,
        note -> Text,
        said_by -> Nullable<Binary>,
        said_at -> BigInt,
    }
}

diesel::table! {
    savings_accounts (child_id) {
        child_id -> Binary,
        state -> Text,
        reference -> Nullable<Text>,
        held_with -> Nullable<Text>,
        asked_on -> Nullable<Date>,
        opened_on -> Nullable<Date>,
        source -> Text,
        recorded_at -> BigInt,
    }
}

diesel::table! {
    ledger_head (id) {
        id -> Integer,
        last_act -> Integer,
        last_account -> Integer,
        last_entry -> Integer,
    }
}

diesel::table! {
    ledger_acts (id) {
        id -> Integer,
        act_key -> Binary,
        fingerprint -> Binary,
        kind -> Text,
        actor_kind -> Text,
        actor_id -> Nullable<Binary>,
        policy -> Nullable<Text>,
        reason -> Nullable<Text>,
        recorded_at -> BigInt,
        first_entry -> Nullable<Integer>,
        last_entry -> Nullable<Integer>,
    }
}

diesel::table! {
    ledger_accounts (id) {
        id -> Integer,
        code -> Text,
        kind -> Text,
        child_id -> Nullable<Binary>,
        provider_id -> Nullable<Integer>,
        floored -> Bool,
        balance_pence -> BigInt,
    }
}

diesel::table! {
    ledger_entries (id) {
        id -> Integer,
        act_id -> Integer,
        debit_account_id -> Integer,
        credit_account_id -> Integer,
        pence -> BigInt,
        kind -> Text,
        child_account_id -> Nullable<Integer>,
        week_end -> Nullable<Date>,
        effective_on -> Date,
        recorded_at -> BigInt,
        reverses_id -> Nullable<Integer>,
        reason -> Nullable<Text>,
        nth -> Integer,
        cites_id -> Nullable<Integer>,
        wrong_on -> Nullable<Date>,
    }
}

diesel::table! {
    ledger_period_acts (id) {
        id -> Binary,
        month_on -> Date,
        what -> Text,
        reason -> Nullable<Text>,
        proposed_by -> Binary,
        proposed_at -> BigInt,
        confirmed_by -> Nullable<Binary>,
        confirmed_at -> Nullable<BigInt>,
        carried -> Nullable<Integer>,
    }
}

diesel::table! {
    pocket_answers (child_id, week_end) {
        child_id -> Binary,
        week_end -> Date,
        answer -> Text,
        said_at -> BigInt,
        handled_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    money_queries (id) {
        id -> Binary,
        child_id -> Binary,
        kind -> Text,
        week_end -> Nullable<Date>,
        made_at -> BigInt,
        closed_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    opening_balances (id) {
        id -> Integer,
        child_id -> Binary,
        holder -> Text,
        holder_name -> Text,
        provider_id -> Nullable<Integer>,
        pence -> Nullable<BigInt>,
        surety -> Text,
        evidence -> Text,
        as_at_on -> Date,
        entry_id -> Nullable<Integer>,
        recorded_at -> BigInt,
    }
}

diesel::table! {
    pay_runs (id) {
        id -> Binary,
        cut_off_on -> Date,
        accepted_on -> Date,
        state -> Text,
        content -> Text,
        proposed_by -> Binary,
        proposed_at -> BigInt,
        approved_by -> Nullable<Binary>,
        approved_at -> Nullable<BigInt>,
        approved_content -> Nullable<Text>,
        sent_at -> Nullable<BigInt>,
        paid_on -> Nullable<Date>,
        schedule -> Nullable<Text>,
        seen_in_line -> Nullable<Binary>,
    }
}

diesel::table! {
    pay_run_lines (run_id, child_id) {
        run_id -> Binary,
        child_id -> Binary,
        held_pence -> BigInt,
        pay_pence -> BigInt,
        account -> Text,
        reference -> Nullable<Text>,
        year_from -> Nullable<Date>,
        block -> Nullable<Text>,
        words -> Nullable<Text>,
        is_in_time -> Bool,
    }
}

diesel::table! {
    leaver_decisions (id) {
        id -> Binary,
        child_id -> Binary,
        what -> Text,
        on_day -> Date,
        note -> Text,
        pence -> Nullable<BigInt>,
        decided_by -> Binary,
        decided_at -> BigInt,
        confirmed_by -> Nullable<Binary>,
        confirmed_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    other_contributions (child_id, year_from) {
        child_id -> Binary,
        year_from -> Date,
        pence -> BigInt,
        source -> Text,
        recorded_at -> BigInt,
    }
}

diesel::table! {
    right_facts (id) {
        id -> Binary,
        child_id -> Binary,
        kind -> Text,
        body -> Binary,
        source -> Text,
        checked_on -> Date,
        agreed_on -> Nullable<Date>,
        entered_by -> Binary,
        entered_at -> BigInt,
    }
}

diesel::table! {
    savings_files (id) {
        id -> Binary,
        kind -> Text,
        provider_id -> Nullable<Integer>,
        sender -> Text,
        name -> Text,
        sha256 -> Text,
        loaded_at -> BigInt,
        loaded_by -> Nullable<Binary>,
        from_on -> Nullable<Date>,
        to_on -> Nullable<Date>,
        as_at_on -> Nullable<Date>,
        sum_pence -> BigInt,
        printed_pence -> Nullable<BigInt>,
        words -> Text,
        seen_in_line -> Nullable<Binary>,
        receipt -> Text,
        headings -> Text,
    }
}

diesel::table! {
    right_requests (id) {
        id -> Binary,
        child_id -> Binary,
        item -> Text,
        thread_id -> Binary,
        message_id -> Binary,
        asked_on -> Date,
        asked_at -> BigInt,
    }
}

diesel::table! {
    savings_profiles (kind, sender, heading) {
        kind -> Text,
        sender -> Text,
        heading -> Text,
        field -> Text,
    }
}

diesel::table! {
    right_request_steps (id) {
        id -> Binary,
        request_id -> Binary,
        child_id -> Binary,
        state -> Text,
        decided_by -> Nullable<Text>,
        decide_on -> Nullable<Date>,
        body -> Nullable<Binary>,
        said_by -> Binary,
        said_at -> BigInt,
    }
}

diesel::table! {
    savings_refs (provider_id, ref_key) {
        provider_id -> Integer,
        ref_key -> Text,
        child_id -> Binary,
        chosen_by -> Nullable<Binary>,
        chosen_at -> BigInt,
    }
}

diesel::table! {
    savings_lines (id) {
        id -> Binary,
        file_id -> Binary,
        kind -> Text,
        sender -> Text,
        nth -> Integer,
        file_line -> BigInt,
        raw -> Text,
        content -> Text,
        occurrence -> Integer,
        their_ref -> Nullable<Text>,
        state -> Text,
        code -> Nullable<Text>,
        reason -> Text,
        child_id -> Nullable<Binary>,
        suggestions -> Text,
        from_on -> Nullable<Date>,
        to_on -> Nullable<Date>,
        pence -> Nullable<BigInt>,
        expected_pence -> BigInt,
        surplus_pence -> BigInt,
        extra_entry_id -> Nullable<Integer>,
        decided_by -> Nullable<Binary>,
        decided_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    right_letters (id) {
        id -> Binary,
        child_id -> Binary,
        body -> Binary,
        ruleset -> Text,
        signed_by -> Binary,
        signed_on -> Date,
        signed_at -> BigInt,
    }
}

diesel::table! {
    savings_claims (id) {
        id -> Binary,
        line_id -> Binary,
        child_id -> Binary,
        week_end -> Date,
        part -> Integer,
        pence -> BigInt,
        entry_id -> Nullable<Integer>,
        made_at -> BigInt,
        undone_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    right_sign_offs (id) {
        id -> Binary,
        item -> Text,
        owner -> Text,
        source -> Text,
        review_by -> Date,
        signed_by -> Binary,
        signed_at -> BigInt,
    }
}

diesel::table! {
    savings_decisions (id, line_id) {
        id -> Binary,
        line_id -> Binary,
        nth -> Integer,
        what -> Text,
        reason -> Text,
        fingerprint -> Text,
        is_done -> Bool,
        made_by -> Nullable<Binary>,
        made_at -> BigInt,
    }
}

diesel::table! {
    savings_exceptions (id) {
        id -> Binary,
        code -> Text,
        child_id -> Nullable<Binary>,
        provider_id -> Nullable<Integer>,
        file_id -> Nullable<Binary>,
        line_id -> Nullable<Binary>,
        about_on -> Nullable<Date>,
        says -> Text,
        pence -> Nullable<BigInt>,
        raised_at -> BigInt,
        owner_id -> Nullable<Binary>,
        state -> Text,
        resolved_at -> Nullable<BigInt>,
        resolved_by -> Nullable<Binary>,
        resolution -> Nullable<Text>,
        natural_key -> Text,
    }
}

diesel::table! {
    savings_exception_notes (id) {
        id -> Binary,
        exception_id -> Binary,
        said_by -> Nullable<Binary>,
        said_at -> BigInt,
        note -> Text,
    }
}

diesel::table! {
    savings_signings (id) {
        id -> Binary,
        policy -> Text,
        content -> Text,
        page -> Text,
        signed_by -> Binary,
        signed_at -> BigInt,
    }
}

diesel::table! {
    carer_savings (id) {
        id -> Binary,
        child_id -> Binary,
        carer -> Text,
        owner -> Nullable<Text>,
        pence -> Nullable<BigInt>,
        declared_on -> Date,
        source -> Text,
        opening_id -> Nullable<Integer>,
        recorded_by -> Nullable<Binary>,
        recorded_at -> BigInt,
    }
}

diesel::table! {
    carer_savings_steps (id) {
        id -> Binary,
        carer_savings_id -> Binary,
        child_id -> Binary,
        step -> Text,
        pence -> BigInt,
        says -> Text,
        entry_id -> Nullable<Integer>,
        said_by -> Nullable<Binary>,
        said_at -> BigInt,
    }
}

diesel::table! {
    foundation_returns (id) {
        id -> Binary,
        made_by -> Nullable<Binary>,
        made_at -> BigInt,
    }
}

diesel::table! {
    foundation_return_lines (return_id, child_id) {
        return_id -> Binary,
        child_id -> Binary,
        answer -> Nullable<Text>,
        reason -> Nullable<Text>,
        answered_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    other_money (id) {
        id -> Binary,
        child_id -> Binary,
        kind -> Text,
        body -> Binary,
        set_by -> Binary,
        set_at -> BigInt,
        ended_by -> Nullable<Binary>,
        ended_at -> Nullable<BigInt>,
    }
}

diesel::joinable!(staff -> teams (team_id));
diesel::joinable!(team_managers -> teams (team_id));
diesel::joinable!(team_managers -> staff (staff_id));
diesel::joinable!(child_references -> children (child_id));
diesel::joinable!(care_episodes -> children (child_id));
diesel::joinable!(reviews -> children (child_id));
diesel::joinable!(leaver_contacts -> children (child_id));
diesel::joinable!(allocations -> children (child_id));
diesel::joinable!(allocations -> staff (staff_id));
diesel::joinable!(absences -> staff (staff_id));
diesel::joinable!(invitations -> children (child_id));
diesel::joinable!(device_accounts -> devices (device_id));
diesel::joinable!(device_accounts -> children (child_id));
diesel::joinable!(staff_passwords -> staff (staff_id));
diesel::joinable!(one_time_links -> staff (staff_id));
diesel::joinable!(sessions -> device_accounts (account_id));
diesel::joinable!(sessions -> staff (staff_id));
diesel::joinable!(child_keys -> children (child_id));
diesel::joinable!(threads -> children (child_id));
diesel::joinable!(messages -> threads (thread_id));
diesel::joinable!(messages -> children (child_id));
diesel::joinable!(message_sights -> messages (message_id));
diesel::joinable!(message_sights -> staff (staff_id));
diesel::joinable!(message_sights -> threads (thread_id));
diesel::joinable!(message_hidings -> messages (message_id));
diesel::joinable!(message_hidings -> threads (thread_id));
diesel::joinable!(message_topics -> messages (message_id));
diesel::joinable!(message_topics -> threads (thread_id));
diesel::joinable!(asks -> threads (thread_id));
diesel::joinable!(asks -> children (child_id));
diesel::joinable!(asks -> messages (opened_by_message));
diesel::joinable!(handover_notes -> threads (thread_id));
diesel::joinable!(handover_notes -> children (child_id));
diesel::joinable!(handover_notes -> staff (written_by));
diesel::joinable!(tasks -> children (child_id));
diesel::joinable!(tasks -> staff (staff_id));
diesel::joinable!(tasks -> teams (team_id));
diesel::joinable!(push_subscriptions -> device_accounts (account_id));
diesel::joinable!(provider_terms -> providers (provider_id));
diesel::joinable!(provider_chases -> providers (provider_id));
diesel::joinable!(provider_chases -> staff (said_by));
diesel::joinable!(savings_accounts -> children (child_id));
diesel::joinable!(ledger_accounts -> children (child_id));
diesel::joinable!(ledger_accounts -> providers (provider_id));
diesel::joinable!(ledger_entries -> ledger_acts (act_id));
diesel::joinable!(pocket_answers -> children (child_id));
diesel::joinable!(money_queries -> children (child_id));
diesel::joinable!(opening_balances -> children (child_id));
diesel::joinable!(opening_balances -> providers (provider_id));
diesel::joinable!(opening_balances -> ledger_entries (entry_id));
diesel::joinable!(pay_runs -> staff (proposed_by));
diesel::joinable!(pay_run_lines -> pay_runs (run_id));
diesel::joinable!(pay_run_lines -> children (child_id));
diesel::joinable!(leaver_decisions -> children (child_id));
diesel::joinable!(leaver_decisions -> staff (decided_by));
diesel::joinable!(other_contributions -> children (child_id));
diesel::joinable!(right_facts -> children (child_id));
diesel::joinable!(right_requests -> children (child_id));
diesel::joinable!(right_requests -> threads (thread_id));
diesel::joinable!(right_request_steps -> right_requests (request_id));
diesel::joinable!(right_request_steps -> children (child_id));
diesel::joinable!(right_letters -> children (child_id));
diesel::joinable!(savings_files -> providers (provider_id));
diesel::joinable!(savings_files -> staff (loaded_by));
diesel::joinable!(savings_refs -> providers (provider_id));
diesel::joinable!(savings_refs -> children (child_id));
diesel::joinable!(savings_refs -> staff (chosen_by));
diesel::joinable!(savings_lines -> savings_files (file_id));
diesel::joinable!(savings_lines -> children (child_id));
diesel::joinable!(savings_lines -> ledger_entries (extra_entry_id));
diesel::joinable!(savings_lines -> staff (decided_by));
diesel::joinable!(savings_claims -> savings_lines (line_id));
diesel::joinable!(savings_decisions -> savings_lines (line_id));
diesel::joinable!(savings_decisions -> staff (made_by));
diesel::joinable!(savings_claims -> children (child_id));
diesel::joinable!(savings_claims -> ledger_entries (entry_id));
diesel::joinable!(savings_exceptions -> children (child_id));
diesel::joinable!(savings_exceptions -> providers (provider_id));
diesel::joinable!(savings_exceptions -> savings_files (file_id));
diesel::joinable!(savings_exceptions -> savings_lines (line_id));
diesel::joinable!(savings_exception_notes -> savings_exceptions (exception_id));
diesel::joinable!(savings_exception_notes -> staff (said_by));
diesel::joinable!(savings_signings -> staff (signed_by));
diesel::joinable!(carer_savings -> children (child_id));
diesel::joinable!(carer_savings -> opening_balances (opening_id));
diesel::joinable!(carer_savings_steps -> carer_savings (carer_savings_id));
diesel::joinable!(carer_savings_steps -> children (child_id));
diesel::joinable!(carer_savings_steps -> ledger_entries (entry_id));
diesel::joinable!(foundation_return_lines -> foundation_returns (return_id));
diesel::joinable!(foundation_return_lines -> children (child_id));
diesel::joinable!(other_money -> children (child_id));

diesel::allow_tables_to_appear_in_same_query!(
    teams,
    staff,
    team_managers,
    children,
    child_references,
    care_episodes,
    reviews,
    leaver_contacts,
    import_runs,
    allocations,
    absences,
    audit_entries,
    invitations,
    devices,
    device_accounts,
    staff_passwords,
    one_time_links,
    sessions,
    try_counters,
    child_keys,
    threads,
    messages,
    message_sights,
    message_hidings,
    message_topics,
    asks,
    handover_notes,
    tasks,
    events,
    outbox,
    leases,
    push_subscriptions,
    notice_choices,
    providers,
    provider_terms,
    provider_chases,
    savings_accounts,
    ledger_head,
    ledger_acts,
    ledger_accounts,
    ledger_entries,
    ledger_period_acts,
    pocket_answers,
    money_queries,
    opening_balances,
    pay_runs,
    pay_run_lines,
    leaver_decisions,
    other_contributions,
    right_facts,
    right_requests,
    right_request_steps,
    right_letters,
    right_sign_offs,
    savings_files,
    savings_profiles,
    savings_refs,
    savings_lines,
    savings_decisions,
    savings_claims,
    savings_exceptions,
    savings_exception_notes,
    savings_signings,
    carer_savings,
    carer_savings_steps,
    foundation_returns,
    foundation_return_lines,
    other_money,
);
