//! Files and functions that fit into a head: 400 lines and 70, without tests. And no drawers for odds and ends.

use syn::spanned::Spanned;
use syn::visit::Visit;

use crate::Breach;
use crate::source::Source;

const FILE_LINES_MAX: usize = 400;
const FUNCTION_LINES_MAX: usize = 70;

/// Files that are longer, each with why.
const LONGER: &[(&str, &str)] = &[("src/store/schema.rs", "diesel's table of every table: one list, read as one")];

/// Names that say nothing about what is inside.
const DRAWERS: [&str; 9] = ["utils", "util", "helpers", "helper", "common", "manager", "service", "misc", "shared"];

pub fn check(house: &[Source]) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for source in house {
        let lines = source.lines();
        let excused = LONGER.iter().any(|(path, _)| *path == source.path);
        if lines > FILE_LINES_MAX && !excused {
            breaches.push(format!("{} has {lines} lines: find the two things in it", source.path));
        }
        let last =
            source.parts().iter().map(|p| p.trim_end_matches(".rs")).find(|p| DRAWERS.contains(p)).map(str::to_owned);
        breaches.extend(last.map(|d| format!("{}: “{d}” says nothing about what is inside", source.path)));
        breaches.extend(long_functions(source));
    }
    breaches
}

fn long_functions(source: &Source) -> Vec<Breach> {
    struct Long(Vec<(String, usize, usize)>);
    impl Long {
        fn add(&mut self, sig: &syn::Signature, block: &syn::Block) {
            let (from, until) = (sig.span().start().line, block.span().end().line);
            if until - from >= FUNCTION_LINES_MAX {
                self.0.push((sig.ident.to_string(), from, until - from + 1));
            }
        }
    }
    impl<'ast> Visit<'ast> for Long {
        fn visit_item_fn(&mut self, f: &'ast syn::ItemFn) {
            self.add(&f.sig, &f.block);
            syn::visit::visit_item_fn(self, f);
        }
        fn visit_impl_item_fn(&mut self, f: &'ast syn::ImplItemFn) {
            self.add(&f.sig, &f.block);
            syn::visit::visit_impl_item_fn(self, f);
        }
    }
    let file: syn::File =
        syn::parse2(source.tokens().into_iter().collect()).unwrap_or_else(|e| panic!("{}: {e}", source.path));
    let mut long = Long(vec![]);
    long.visit_file(&file);
    long.0.into_iter().map(|(name, line, lines)| format!("{}:{line} {name} has {lines} lines", source.path)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breaches(path: &str, text: &str) -> usize {
        check(&[Source::of(path, text)]).len()
    }

    #[test]
    fn a_long_file_and_a_long_function_are_breaches() {
        assert_eq!(breaches("src/voice/x.rs", &"const X: u8 = 1;\n".repeat(400)), 0);
        assert_eq!(breaches("src/voice/x.rs", &"const X: u8 = 1;\n".repeat(401)), 1);
        let function = |lines: usize| format!("fn f() {{\n{}}}\n", "g();\n".repeat(lines));
        assert_eq!(breaches("src/voice/x.rs", &function(68)), 0);
        assert_eq!(breaches("src/voice/x.rs", &function(69)), 1);
    }

    #[test]
    fn tests_do_not_count() {
        let text = format!("const X: u8 = 1;\n#[cfg(test)]\nmod tests {{\n{}}}\n", "const X: u8 = 1;\n".repeat(500));
        assert_eq!(breaches("src/voice/x.rs", &text), 0);
    }

    #[test]
    fn a_drawer_for_odds_and_ends_is_a_breach() {
        assert_eq!(breaches("src/voice/utils.rs", ""), 1);
        assert_eq!(breaches("src/helpers/x.rs", ""), 1);
    }
}
