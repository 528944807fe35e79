//! A source file without its tests, and the names that it uses, inside macros too.

use std::path::Path;
use std::str::FromStr;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use walkdir::WalkDir;

/// One source file of the house.
#[derive(Debug, Clone)]
pub struct Source {
    /// From the house's own folder: `src/voice/store.rs`.
    pub path: String,
    /// What it says.
    pub text: String,
}

/// A name that a file uses, with what stands before it: `crate::people::child`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    pub segments: Vec<String>,
    pub line: usize,
}

impl Source {
    /// Every source file under `src/`, tests left out.
    pub fn house() -> Vec<Self> {
        let home = Path::new(env!("CARGO_MANIFEST_DIR"));
        let files = WalkDir::new(home.join("src")).sort_by_file_name().into_iter().map(Result::unwrap);
        let rust = files.filter(|f| f.path().extension().is_some_and(|e| e == "rs"));
        let found: Vec<_> = rust
            .map(|f| f.path().strip_prefix(home).unwrap().to_string_lossy().into_owned())
            .filter(|path| !path.ends_with("/tests.rs") && !path.contains("/tests/") && !path.contains("/ece_standin/"))
            .map(|path| Self { text: std::fs::read_to_string(home.join(&path)).unwrap(), path })
            .collect();
        assert!(found.len() > 100, "the house was not found: {} files", found.len());
        found
    }

    /// A file made up to try a law on.
    #[cfg(test)]
    pub fn of(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    /// The path inside `src/`, in parts.
    pub fn parts(&self) -> Vec<&str> {
        self.path.strip_prefix("src/").unwrap_or(&self.path).split('/').collect()
    }

    /// The room that the file is in: a folder of `src/`, or a file of its own there.
    pub fn room(&self) -> &str {
        let first = self.parts()[0];
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// Whether the file is one of a room's doors, or in a folder of that name: `store`, `http`, `cli`.
    pub fn is_door(&self, door: &str) -> bool {
        let file = format!("{door}.rs");
        self.parts().iter().skip(1).any(|p| *p == door || *p == file)
    }

    /// The module that the file is: `src/voice/store/asks.rs` is `crate::voice::store::asks`.
    pub fn module(&self) -> Vec<String> {
        let mut parts: Vec<String> = self.parts().iter().map(|p| (*p).to_owned()).collect();
        let last = parts.pop().unwrap();
        if !matches!(last.as_str(), "mod.rs" | "lib.rs" | "main.rs") {
            parts.push(last.trim_end_matches(".rs").to_owned());
        }
        parts.insert(0, "crate".to_owned());
        parts
    }

    /// What it says, as tokens, without what is only there in tests.
    pub fn tokens(&self) -> Vec<TokenTree> {
        let all = TokenStream::from_str(&self.text).unwrap_or_else(|e| panic!("{}: {e}", self.path));
        without_tests(all)
    }

    /// Every name it uses.
    pub fn names(&self) -> Vec<Name> {
        let mut found = Vec::new();
        walk(&self.tokens(), &[], &mut found);
        found
    }

    /// The line on which the tests begin, or the number of lines.
    pub fn lines(&self) -> usize {
        let tests = self.text.lines().position(|l| l.trim() == "#[cfg(test)]");
        tests.unwrap_or_else(|| self.text.lines().count())
    }
}

/// Takes out everything under `#[cfg(test)]`, at any depth.
pub fn without_tests(tokens: TokenStream) -> Vec<TokenTree> {
    let mut kept = Vec::new();
    let mut rest = tokens.into_iter().peekable();
    while let Some(token) = rest.next() {
        let marks_test =
            is_punct(&token, '#') && rest.peek().is_some_and(|t| t.to_string().replace(' ', "") == "[cfg(test)]");
        if marks_test {
            for skipped in rest.by_ref() {
                if is_punct(&skipped, ';') || is_block(&skipped) {
                    break;
                }
            }
            continue;
        }
        kept.push(match token {
            TokenTree::Group(g) => {
                let mut inner = Group::new(g.delimiter(), without_tests(g.stream()).into_iter().collect());
                inner.set_span(g.span());
                TokenTree::Group(inner)
            }
            other => other,
        });
    }
    kept
}

fn is_block(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(g) if g.delimiter() == Delimiter::Brace)
}

pub fn is_punct(token: &TokenTree, c: char) -> bool {
    matches!(token, TokenTree::Punct(p) if p.as_char() == c)
}

fn colons(tokens: &[TokenTree]) -> bool {
    tokens.len() > 2 && is_punct(&tokens[0], ':') && is_punct(&tokens[1], ':')
}

/// Collects the names in a run of tokens; `before` is what stands before a `use` tree's braces.
fn walk(tokens: &[TokenTree], before: &[String], found: &mut Vec<Name>) {
    let mut at = 0;
    while at < tokens.len() {
        match &tokens[at] {
            TokenTree::Ident(first) => {
                let line = first.span().start().line;
                let mut segments = before.to_vec();
                segments.push(first.to_string());
                at += 1;
                while colons(&tokens[at..]) {
                    match &tokens[at + 2] {
                        TokenTree::Ident(next) => segments.push(next.to_string()),
                        TokenTree::Group(tree) if tree.delimiter() == Delimiter::Brace => {
                            let inner: Vec<_> = tree.stream().into_iter().collect();
                            walk(&inner, &segments, found);
                        }
                        TokenTree::Punct(p) if p.as_char() == '*' => segments.push("*".to_owned()),
                        _ => break,
                    }
                    at += 3;
                }
                found.push(Name { segments, line });
            }
            TokenTree::Group(inner) => {
                let inner: Vec<_> = inner.stream().into_iter().collect();
                walk(&inner, &[], found);
                at += 1;
            }
            _ => at += 1,
        }
    }
}

#[test]
fn names_are_found_in_use_trees_and_in_macros_and_not_in_tests() {
    let text = "use crate::a::{self, b::c, d as e};\nfn f() { x!(crate::g::h(1)); }\n#[cfg(test)]\nmod tests { use crate::z::y; }\n";
    let names = Source::of("src/r/x.rs", text).names();
    let said: Vec<_> = names.iter().map(|n| n.segments.join("::")).collect();
    for wanted in ["crate::a::b::c", "crate::a::d", "crate::g::h"] {
        assert!(said.contains(&wanted.to_owned()), "{wanted} in {said:?}");
    }
    assert!(!said.iter().any(|s| s.contains("crate::z")));
    assert_eq!(names.iter().find(|n| n.segments.join("::") == "crate::g::h").unwrap().line, 2);
}

#[test]
fn a_files_module_follows_from_its_path() {
    assert_eq!(Source::of("src/voice/store/asks.rs", "").module().join("::"), "crate::voice::store::asks");
    assert_eq!(Source::of("src/voice/mod.rs", "").module().join("::"), "crate::voice");
    assert_eq!(Source::of("src/config.rs", "").room(), "config");
}
