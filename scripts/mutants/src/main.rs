//! Writes the rules of rights once more as a crate of their own in which every comparison, every sum, every number and
//! every `min`, `max`, `any` and `all` of the files that count can be turned into another one, by number, while it runs: so
//! that all of them need one build. `scripts/mutate` builds it and runs the tests once for each.
//!
//! Usage: `mutants REPOSITORY FOLDER`; writes FOLDER/mutants.tsv (number, file, line, what → what).

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{BinOp, Expr, parse_quote};

/// The files in which every operator is turned.
const MUTATED: &[&str] = &[
    "kernel/calendar.rs",
    "kernel/dated.rs",
    "entitlements/checks.rs",
    "entitlements/class.rs",
    "entitlements/counting.rs",
    "entitlements/life.rs",
    "entitlements/milestones.rs",
    "entitlements/needs.rs",
    "entitlements/short_breaks.rs",
    "entitlements/timeline.rs",
];
/// Functions that are no part of counting, classes and dates: bits of a set, and the time of day, which no right asks for.
const LEFT_OUT: &[&str] = &["bit", "london_minutes", "london_time"];
/// What the rules need beside them, as it is.
const KERNEL: &[&str] = &["clock.rs", "id.rs", "mod.rs", "money.rs", "refusal.rs", "text.rs", "words.rs"];
const ENTITLEMENTS: &[&str] = &[
    "case.rs",
    "facts.rs",
    "hard.rs",
    "offers.rs",
    "page.rs",
    "request.rs",
    "rules.rs",
    "rules/files.rs",
    "texts.rs",
    "trace.rs",
    "verdict.rs",
];

struct Turn<'a> {
    file: &'a str,
    found: &'a mut Vec<String>,
    left_out: bool,
}

impl Turn<'_> {
    fn number(&mut self, at: proc_macro2::Span, from: &str, to: &str) -> syn::LitInt {
        // The second of its kind on a line is told apart, so that who explains one does not explain both.
        let row = format!("{}\t{}\t{from} → {to}", self.file, at.start().line);
        let before = self.found.iter().filter(|f| f.split(" #").next() == Some(row.as_str())).count();
        self.found.push(if before > 0 { format!("{row} #{}", before + 1) } else { row });
        syn::LitInt::new(&self.found.len().to_string(), at)
    }

    fn binary(&mut self, e: &syn::ExprBinary) -> Option<Expr> {
        let (left, right) = (&e.left, &e.right);
        let mut tries: Vec<(&str, &str, BinOp)> = Vec::new();
        match e.op {
            BinOp::Lt(_) => tries.extend([("<", "<=", parse_quote!(<=)), ("<", ">=", parse_quote!(>=))]),
            BinOp::Le(_) => tries.extend([("<=", "<", parse_quote!(<)), ("<=", ">", parse_quote!(>))]),
            BinOp::Gt(_) => tries.extend([(">", ">=", parse_quote!(>=)), (">", "<=", parse_quote!(<=))]),
            BinOp::Ge(_) => tries.extend([(">=", ">", parse_quote!(>)), (">=", "<", parse_quote!(<))]),
            BinOp::Eq(_) => tries.push(("==", "!=", parse_quote!(!=))),
            BinOp::Ne(_) => tries.push(("!=", "==", parse_quote!(==))),
            BinOp::And(_) if !lets(e) => tries.push(("&&", "||", parse_quote!(||))),
            BinOp::Or(_) => tries.push(("||", "&&", parse_quote!(&&))),
            // A day less a day is a length: there is no sum of days.
            BinOp::Sub(_) if !dates(e) => tries.push(("-", "+", parse_quote!(+))),
            BinOp::Add(_) => tries.push(("+", "-", parse_quote!(-))),
            BinOp::Mul(_) => tries.push(("*", "+", parse_quote!(+))),
            _ => {}
        }
        let op = e.op;
        let mut whole: Expr = parse_quote!((#left) #op (#right));
        if tries.is_empty() {
            return None;
        }
        for (from, to, other) in tries {
            let n = self.number(op.span(), from, to);
            whole = parse_quote!((if crate::mutant(#n) { (#left) #other (#right) } else { #whole }));
        }
        Some(whole)
    }

    fn call(&mut self, e: &syn::ExprMethodCall) -> Option<Expr> {
        let name = e.method.to_string();
        let other = match (name.as_str(), e.args.len()) {
            ("min", _) => "max",
            ("max", _) => "min",
            ("any", 1) => "all",
            ("all", 1) => "any",
            ("is_some_and", 1) => "is_none_or",
            ("is_none_or", 1) => "is_some_and",
            _ => return None,
        };
        let n = self.number(e.method.span(), &name, other);
        let (mut turned, same) = (e.clone(), e.clone());
        turned.method = syn::Ident::new(other, e.method.span());
        Some(parse_quote!((if crate::mutant(#n) { #turned } else { #same })))
    }

    fn function(&mut self, e: &syn::ExprCall) -> Option<Expr> {
        let name = e.func.to_token_stream().to_string();
        if !matches!(name.as_str(), "next_day" | "day_before") {
            return None;
        }
        let arg = e.args.first()?;
        let n = self.number(e.func.span(), &name, "the day itself");
        let same = e.clone();
        Some(parse_quote!((if crate::mutant(#n) { #arg } else { #same })))
    }
}

/// Whether a condition binds something: such a chain cannot be put into brackets.
fn lets(e: &syn::ExprBinary) -> bool {
    let is_let = |e: &Expr| match e {
        Expr::Let(_) => true,
        Expr::Binary(b) => matches!(b.op, BinOp::And(_)) && lets(b),
        _ => false,
    };
    is_let(&e.left) || is_let(&e.right)
}

/// Whether what is taken away is a day: by the names of days in these files.
fn dates(e: &syn::ExprBinary) -> bool {
    let text = e.to_token_stream().to_string();
    ["from", "until", "as_of", "born_16", "u -"].iter().any(|d| text.contains(d)) && !text.contains("years")
}

impl VisitMut for Turn<'_> {
    fn visit_item_fn_mut(&mut self, f: &mut syn::ItemFn) {
        let before = self.left_out;
        self.left_out |= LEFT_OUT.contains(&f.sig.ident.to_string().as_str());
        if !self.left_out {
            f.sig.constness = None;
        }
        visit_mut::visit_item_fn_mut(self, f);
        self.left_out = before;
    }

    fn visit_impl_item_fn_mut(&mut self, f: &mut syn::ImplItemFn) {
        let before = self.left_out;
        self.left_out |= LEFT_OUT.contains(&f.sig.ident.to_string().as_str());
        if !self.left_out && self.file.ends_with("counting.rs") {
            f.sig.constness = None;
        }
        visit_mut::visit_impl_item_fn_mut(self, f);
        self.left_out = before;
    }

    // Tests, numbers of constants and what stands in a macro stay as they are.
    fn visit_item_mod_mut(&mut self, m: &mut syn::ItemMod) {
        if m.ident != "tests" {
            visit_mut::visit_item_mod_mut(self, m);
        }
    }
    fn visit_item_const_mut(&mut self, _: &mut syn::ItemConst) {}
    fn visit_type_mut(&mut self, _: &mut syn::Type) {}
    fn visit_pat_mut(&mut self, _: &mut syn::Pat) {}
    fn visit_expr_macro_mut(&mut self, m: &mut syn::ExprMacro) {
        if !m.mac.path.is_ident("vec") {
            return;
        }
        let parser = syn::punctuated::Punctuated::<Expr, syn::Token![,]>::parse_terminated;
        if let Ok(mut items) = m.mac.parse_body_with(parser) {
            items.iter_mut().for_each(|e| self.visit_expr_mut(e));
            m.mac.tokens = quote!(#items);
        }
    }
    fn visit_attribute_mut(&mut self, _: &mut syn::Attribute) {}

    fn visit_expr_mut(&mut self, e: &mut Expr) {
        visit_mut::visit_expr_mut(self, e);
        if self.left_out {
            return;
        }
        let turned = match e {
            Expr::Binary(b) => self.binary(b),
            Expr::MethodCall(c) => self.call(c),
            Expr::Call(c) => self.function(c),
            Expr::Lit(syn::ExprLit { lit: syn::Lit::Int(n), .. }) => match n.base10_parse::<i64>() {
                Ok(value) if value > 0 => {
                    let other = syn::LitInt::new(&(value + 1).to_string(), n.span());
                    let (same, id) = (n.clone(), self.number(n.span(), &value.to_string(), &(value + 1).to_string()));
                    Some(parse_quote!((if crate::mutant(#id) { #other } else { #same })))
                }
                _ => None,
            },
            _ => None,
        };
        if let Some(turned) = turned {
            *e = turned;
        }
    }
}

const LIB: &str = r#"//! Written by scripts/mutants: never edited.
#[macro_use]
pub mod kernel;
pub mod entitlements;
pub mod people {
    pub mod codes;
}
pub mod config {
    #[derive(Default)]
    pub struct RuleFiles;
    impl RuleFiles {
        pub fn text(&self, name: &str) -> Result<String, String> {
            let file = std::path::Path::new(env!("RULES")).join(name);
            std::fs::read_to_string(file).map_err(|e| e.to_string())
        }
    }
}

/// Whether this is the one that is turned.
pub fn mutant(n: u32) -> bool {
    static CHOSEN: std::sync::OnceLock<u32> = std::sync::OnceLock::new();
    let read = || std::env::var("MUTANT").ok().and_then(|n| n.parse().ok()).unwrap_or(0);
    *CHOSEN.get_or_init(read) == n
}
"#;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let (repository, folder) = (Path::new(&args[1]), Path::new(&args[2]));
    let (from, to) = (repository.join("src"), folder.join("src"));
    for room in ["kernel", "entitlements/rules", "people"] {
        fs::create_dir_all(to.join(room)).unwrap();
    }
    let copy = |file: &str| {
        fs::copy(from.join(file), to.join(file)).unwrap();
    };
    KERNEL.iter().for_each(|f| copy(&format!("kernel/{f}")));
    ENTITLEMENTS.iter().for_each(|f| copy(&format!("entitlements/{f}")));
    copy("people/codes.rs");
    let mut found = Vec::new();
    for file in MUTATED {
        let mut ast = syn::parse_file(&fs::read_to_string(from.join(file)).unwrap()).unwrap();
        Turn { file, found: &mut found, left_out: false }.visit_file_mut(&mut ast);
        fs::write(to.join(file), quote!(#ast).to_string()).unwrap();
    }
    let modules = MUTATED
        .iter()
        .filter_map(|f| f.strip_prefix("entitlements/"))
        .chain(ENTITLEMENTS.iter().copied())
        .filter(|m| !m.contains('/'));
    let mut room = String::new();
    for module in modules {
        writeln!(room, "pub mod {};", module.trim_end_matches(".rs")).unwrap();
    }
    room.push_str("pub use rules::Rules;\n");
    fs::write(to.join("entitlements/mod.rs"), room).unwrap();
    fs::write(to.join("lib.rs"), LIB).unwrap();
    let rows = found.iter().enumerate().map(|(n, f)| format!("{}\t{f}\n", n + 1)).collect::<String>();
    fs::write(folder.join("mutants.tsv"), rows).unwrap();
    println!("{} ways to be wrong", found.len());
}
