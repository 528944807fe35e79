//! No function of a store file reaches a child's table without a permit. A function that only helps others of its file may
//! go without, as long as every function that calls it has one. `locate_…` answers ids only, to ask the access rules with.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::visit::Visit;

use crate::Breach;
use crate::source::Source;

/// Tables of which each row is one child's.
const TABLES: &[&str] = &[
    "children",
    "child_references",
    "care_episodes",
    "reviews",
    "leaver_contacts",
    "allocations",
    "invitations",
    "device_accounts",
    "child_keys",
    "threads",
    "messages",
    "message_sights",
    "message_hidings",
    "message_topics",
    "asks",
    "handover_notes",
    "savings_accounts",
    "ledger_accounts",
    "ledger_entries",
    "pocket_answers",
    "money_queries",
    "opening_balances",
    "pay_run_lines",
    "leaver_decisions",
    "other_contributions",
    "right_facts",
    "right_requests",
    "right_request_steps",
    "right_letters",
    "savings_refs",
    "savings_lines",
    "savings_decisions",
    "savings_claims",
    "savings_exceptions",
    "carer_savings",
    "carer_savings_steps",
    "foundation_return_lines",
    "other_money",
];

/// Functions that go without a permit, each with why. There is no other way in.
const WITHOUT: &[(&str, &str, &str)] = &[(
    "src/notify/store/subscriptions.rs",
    "forget_ended",
    "deletes the push addresses of phones that were shut out, and answers how many",
)];

/// Rooms that make permits or stand below them.
const BELOW: [&str; 6] = ["kernel", "files", "config", "store", "access", "wire"];

struct Function {
    name: String,
    line: usize,
    has_permit: bool,
    is_private: bool,
    words: BTreeSet<String>,
}

pub fn check(house: &[Source]) -> Vec<Breach> {
    let stores = house.iter().filter(|s| s.is_door("store") && !BELOW.contains(&s.room()));
    let mut breaches: Vec<_> = stores.flat_map(in_file).collect();
    for (path, name, why) in WITHOUT {
        assert!(why.len() > 20, "say why {name} goes without a permit");
        if !house.iter().any(|s| s.path == *path && s.text.contains(&format!("fn {name}("))) {
            breaches.push(format!("{path}: {name} is excused and is not there"));
        }
    }
    breaches
}

fn in_file(source: &Source) -> Vec<Breach> {
    let functions = functions(source);
    let mut touching: BTreeSet<String> = TABLES.iter().map(|t| (*t).to_owned()).collect();
    touching.extend(macros(source, &touching));
    let reaches = reaching(&functions, &touching);
    let excused = |f: &&Function| {
        f.is_private
            || f.has_permit
            || f.name.starts_with("locate_")
            || WITHOUT.iter().any(|(p, n, _)| *p == source.path && *n == f.name)
    };
    let wrong = functions.iter().filter(|f| reaches.contains(&f.name)).filter(|f| !excused(f));
    wrong
        .map(|f| format!("{}:{} {} reaches a child's table and takes no &Permit", source.path, f.line, f.name))
        .collect()
}

/// The functions whose words name a child's table, or that call one of this file that does and has no permit either.
fn reaching(functions: &[Function], touching: &BTreeSet<String>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    loop {
        let before = found.len();
        for f in functions {
            if f.words.iter().any(|w| touching.contains(w) || found.contains(w)) {
                found.insert(f.name.clone());
            }
        }
        // A call of a function that takes a permit hands one on: only those without one pass the question up.
        if found.len() == before {
            return found;
        }
    }
}

/// The macros of a file that name a child's table.
fn macros(source: &Source, touching: &BTreeSet<String>) -> Vec<String> {
    let tokens: TokenStream = source.tokens().into_iter().collect();
    let file: syn::File = syn::parse2(tokens).unwrap_or_else(|e| panic!("{}: {e}", source.path));
    let named = file.items.iter().filter_map(|i| if let syn::Item::Macro(m) = i { Some(m) } else { None });
    named
        .filter(|m| words(m.mac.tokens.clone()).iter().any(|w| touching.contains(w)))
        .filter_map(|m| m.ident.as_ref().map(ToString::to_string))
        .collect()
}

fn functions(source: &Source) -> Vec<Function> {
    struct All(Vec<Function>);
    impl All {
        fn add(&mut self, vis: &syn::Visibility, sig: &syn::Signature, block: &syn::Block) {
            self.0.push(Function {
                name: sig.ident.to_string(),
                line: sig.ident.span().start().line,
                has_permit: sig.inputs.iter().any(|i| i.to_token_stream().to_string().contains("Permit")),
                is_private: matches!(vis, syn::Visibility::Inherited),
                words: words(block.to_token_stream()).into_iter().collect(),
            });
        }
    }
    impl<'ast> Visit<'ast> for All {
        fn visit_item_fn(&mut self, f: &'ast syn::ItemFn) {
            self.add(&f.vis, &f.sig, &f.block);
        }
        fn visit_impl_item_fn(&mut self, f: &'ast syn::ImplItemFn) {
            self.add(&f.vis, &f.sig, &f.block);
        }
    }
    let tokens: TokenStream = source.tokens().into_iter().collect();
    let file: syn::File = syn::parse2(tokens).unwrap_or_else(|e| panic!("{}: {e}", source.path));
    let mut all = All(vec![]);
    all.visit_file(&file);
    all.0
}

/// Every word in a run of tokens; of texts, each word of the text, because SQL stands in them.
fn words(tokens: TokenStream) -> Vec<String> {
    let mut found = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Ident(id) => found.push(id.to_string()),
            TokenTree::Group(g) => found.extend(words(g.stream())),
            TokenTree::Literal(l) => {
                let text = l.to_string();
                if text.contains('"') && ["FROM ", "JOIN ", "INTO ", "UPDATE "].iter().any(|w| text.contains(w)) {
                    found.extend(text.split(|c: char| !c.is_alphanumeric() && c != '_').map(str::to_owned));
                }
            }
            TokenTree::Punct(_) => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breaches(text: &str) -> usize {
        in_file(&Source::of("src/voice/store.rs", text)).len()
    }

    #[test]
    fn a_function_on_a_childs_table_without_a_permit_is_a_breach() {
        assert_eq!(breaches("pub fn all(rx: &mut Rx<'_>) { messages::table.load(rx.db()) }"), 1);
        assert_eq!(breaches("pub(super) fn all(rx: &mut Rx<'_>) { messages::table.load(rx.db()) }"), 1);
        assert_eq!(breaches("pub fn all(rx: &mut Rx<'_>, permit: &Permit) { messages::table.load(rx.db()) }"), 0);
        assert_eq!(breaches("pub fn locate_thread(rx: &mut Rx<'_>) { threads::table.load(rx.db()) }"), 0);
        assert_eq!(breaches("pub fn teams(rx: &mut Rx<'_>) { teams::table.load(rx.db()) }"), 0);
    }

    #[test]
    fn sql_in_a_text_is_seen() {
        assert_eq!(breaches("pub fn all() { sql_query(\"SELECT id FROM messages WHERE x = $1\") }"), 1);
        assert_eq!(breaches("pub fn all() { say(\"messages were not found\") }"), 0);
    }

    #[test]
    fn a_helper_does_not_hide_the_table() {
        let helper = "fn rows(rx: &mut Rx<'_>) { messages::table.load(rx.db()) }";
        assert_eq!(breaches(&format!("{helper} pub fn all(rx: &mut Rx<'_>) {{ rows(rx) }}")), 1);
        assert_eq!(breaches(&format!("{helper} pub fn all(rx: &mut Rx<'_>, p: &Permit) {{ rows(rx) }}")), 0);
        let hidden = "macro_rules! rows { () => { messages::table }; }";
        assert_eq!(breaches(&format!("{hidden} pub fn all(rx: &mut Rx<'_>) {{ rows!() }}")), 1);
    }

    #[test]
    fn a_store_file_of_any_room_above_access_is_looked_at() {
        let text = "pub fn all(rx: &mut Rx<'_>) { messages::table.load(rx.db()) }";
        for (path, found) in [
            ("src/demo/store/x.rs", 1),
            ("src/server/store.rs", 1),
            ("src/access/store.rs", 0),
            ("src/voice/actions.rs", 0),
        ] {
            let stores = [Source::of(path, text)];
            let wrong =
                stores.iter().filter(|s| s.is_door("store") && !BELOW.contains(&s.room())).flat_map(in_file).count();
            assert_eq!(wrong, found, "{path}");
        }
    }
}
