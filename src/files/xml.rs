//! The return as one XML document: `<EXPSSDA903><CHILD><HEADER>…<AREVIEW>…</HEADER><EPISODE>…</EPISODE></CHILD>…`.
//!
//! Every group of fields below a child is a row; it has the fields of the child's header too, so that it reads as the
//! same table's CSV does. Which table it is, its fields say, not its tag. Entities of the document's own are not
//! followed, and no address is ever opened.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, Event};

use super::Contents;
use super::table::{Row, Shape, Table, plain};

/// How deep groups may stand in one another.
const DEPTH_MAX: usize = 32;

/// Whether a text is an XML document.
#[must_use]
pub fn is_xml(text: &str) -> bool {
    text.trim_start().starts_with('<')
}

/// A group of fields, or a field.
#[derive(Debug, Default)]
struct Node {
    tag: String,
    line: u64,
    text: String,
    within: Vec<Node>,
}

impl Node {
    fn is_group(&self) -> bool {
        !self.within.is_empty()
    }

    fn fields(&self) -> impl Iterator<Item = (String, String)> + '_ {
        self.within.iter().filter(|n| !n.is_group()).map(|n| (n.tag.clone(), n.text.trim().to_owned()))
    }
}

/// Reads the tables of an XML document.
///
/// # Errors
/// In words with the line, where it is no well-formed document or holds no child.
pub fn read(text: &str, shapes: &'static [Shape]) -> Result<Contents, String> {
    let mut found = Found { shapes, tables: BTreeMap::new(), unknown: BTreeMap::new(), children: 0 };
    walk(text, &mut found)?;
    if found.children == 0 {
        return Err("This XML document holds no CHILD: it is not the return.".into());
    }
    let tables = found.tables.into_values().collect();
    let unknown = found.unknown.into_iter().map(|(tag, (rows, line))| (tag, rows, line)).collect();
    Ok(Contents { tables, unknown })
}

struct Found {
    shapes: &'static [Shape],
    tables: BTreeMap<usize, Table>,
    unknown: BTreeMap<String, (u64, u64)>,
    children: u64,
}

/// Goes through the document; each child is handed on as soon as it is whole.
fn walk(text: &str, found: &mut Found) -> Result<(), String> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Node> = Vec::new();
    let mut place = Place { text, at: 0, line: 1 };
    loop {
        let line = place.line_at(reader.buffer_position());
        let event = reader.read_event().map_err(|e| format!("line {line}: this is not well-formed XML ({e})"))?;
        match event {
            Event::Start(tag) => {
                if open.len() >= DEPTH_MAX {
                    return Err(format!("line {line}: groups stand more than {DEPTH_MAX} deep in one another"));
                }
                open.push(Node { tag: name(tag.local_name().as_ref()), line, ..Node::default() });
            }
            Event::Empty(tag) => {
                close(Node { tag: name(tag.local_name().as_ref()), line, ..Node::default() }, &mut open, found)
            }
            Event::End(_) => {
                if let Some(node) = open.pop() {
                    close(node, &mut open, found);
                }
            }
            Event::Text(t) => add(&mut open, &t.decode().map_err(|e| format!("line {line}: {e}"))?),
            Event::CData(t) => add(&mut open, &t.decode().map_err(|e| format!("line {line}: {e}"))?),
            Event::GeneralRef(r) => add(
                &mut open,
                &entity(&r).ok_or_else(|| format!("line {line}: an entity is used that XML does not have"))?,
            ),
            Event::Eof => {
                return if open.is_empty() { Ok(()) } else { Err("The XML document ends in the middle.".into()) };
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

fn add(open: &mut [Node], text: &str) {
    if let Some(node) = open.last_mut() {
        node.text.push_str(text);
    }
}

/// One of XML's own five entities, or a character by its number.
fn entity(of: &BytesRef<'_>) -> Option<String> {
    if let Ok(Some(character)) = of.resolve_char_ref() {
        return Some(character.to_string());
    }
    quick_xml::escape::resolve_predefined_entity(&of.decode().ok()?).map(str::to_owned)
}

fn name(bytes: &[u8]) -> String {
    plain(&String::from_utf8_lossy(bytes))
}

/// Which line a byte is on, counted on from the last one asked for.
struct Place<'t> {
    text: &'t str,
    at: usize,
    line: u64,
}

impl Place<'_> {
    fn line_at(&mut self, byte: u64) -> u64 {
        let to = usize::try_from(byte).unwrap_or(usize::MAX).min(self.text.len());
        let passed = self.text.as_bytes().get(self.at..to).unwrap_or_default();
        self.line += u64::try_from(passed.iter().filter(|b| **b == b'\n').count()).unwrap_or(0);
        self.at = self.at.max(to);
        self.line
    }
}

fn close(node: Node, open: &mut [Node], found: &mut Found) {
    if node.is_group() && node.tag == "CHILD" {
        found.child(&node);
    } else if let Some(parent) = open.last_mut() {
        parent.within.push(node);
    }
}

type Fields = BTreeMap<String, String>;

impl Found {
    /// Takes one child: its header as one row of every table whose fields it has, every other group as a row of its own.
    fn child(&mut self, child: &Node) {
        self.children += 1;
        let headers: Vec<&Node> = child.within.iter().filter(|n| n.is_group() && n.tag == "HEADER").collect();
        let mut base: Fields = child.fields().collect();
        base.extend(headers.iter().flat_map(|h| h.fields()));
        let line = headers.first().map_or(child.line, |h| h.line);
        let filled: Vec<String> = base.iter().filter(|(_, v)| !v.is_empty()).map(|(k, _)| k.clone()).collect();
        let shapes = self.shapes;
        for (n, _) in shapes.iter().enumerate().filter(|(_, s)| s.fits(&filled)) {
            self.row(n, &base, line);
        }
        for header in &headers {
            self.groups(header, &base);
        }
        for other in child.within.iter().filter(|n| n.is_group() && n.tag != "HEADER") {
            self.group(other, &base);
        }
    }

    fn groups(&mut self, node: &Node, base: &Fields) {
        for group in node.within.iter().filter(|n| n.is_group()) {
            self.group(group, base);
        }
    }

    fn group(&mut self, node: &Node, base: &Fields) {
        let own: Vec<String> = node.fields().map(|(k, _)| k).collect();
        let id = ["CHILD", "CHILDID", "DOB"].into_iter().filter(|k| base.contains_key(*k)).map(str::to_owned);
        let headings: Vec<String> = own.iter().cloned().chain(id).collect();
        // A table that the child's id and day of birth alone would make is the header's, not this group's.
        let bare: Vec<String> = headings.iter().filter(|h| !own.contains(h)).cloned().collect();
        let shape = self.shapes.iter().position(|s| s.fits(&headings) && !s.fits(&bare));
        match shape {
            Some(n) => {
                let mut fields = base.clone();
                fields.extend(node.fields());
                self.row(n, &fields, node.line);
            }
            None if !own.is_empty() => {
                let seen = self.unknown.entry(node.tag.clone()).or_insert((0, node.line));
                seen.0 += 1;
            }
            None => {}
        }
        self.groups(node, base);
    }

    fn row(&mut self, shape: usize, fields: &Fields, line: u64) {
        let Some(shape_of) = self.shapes.get(shape) else { return };
        let headings: Vec<String> = fields.keys().cloned().collect();
        let places = shape_of.places(&headings);
        let cell = |place: &Option<usize>| {
            place.and_then(|p| headings.get(p)).and_then(|h| fields.get(h)).cloned().unwrap_or_default()
        };
        let row = Row { line, cells: places.iter().map(cell).collect(), fault: None };
        let none = || Table { shape: shape_of, rows: vec![] };
        self.tables.entry(shape).or_insert_with(none).rows.push(row);
    }
}

#[cfg(test)]
mod tests {
    use super::super::table::Column;
    use super::*;

    const CHILD: Column = Column::or("CHILD", &["CHILDID"]);

    static SHAPES: &[Shape] = &[
        Shape {
            name: "Episodes",
            columns: &[CHILD, Column::new("DECOM"), Column::or("PLACE", &["PL"])],
            needs: &[CHILD, Column::new("DECOM")],
            any_of: &[],
        },
        Shape {
            name: "Reviews",
            columns: &[CHILD, Column::new("DOB"), Column::new("REVIEW")],
            needs: &[CHILD, Column::new("REVIEW")],
            any_of: &[],
        },
        Shape {
            name: "OC3",
            columns: &[CHILD, Column::new("IN_TOUCH")],
            needs: &[CHILD, Column::new("IN_TOUCH")],
            any_of: &[],
        },
        Shape {
            name: "Header",
            columns: &[CHILD, Column::new("DOB")],
            needs: &[CHILD, Column::new("DOB")],
            any_of: &[],
        },
    ];

    const RETURN: &str = "<?xml version='1.0'?>\n<EXPSSDA903>\n<CHILD>\n<HEADER>\n<CHILDID>7</CHILDID><DOB>01/02/2010</DOB><IN_TOUCH/>\n\
        <AREVIEW><REVIEW>03/04/2024</REVIEW></AREVIEW>\n<ODD><THING>1</THING></ODD></HEADER>\n<EPISODE>\n<DECOM>05/06/2023</DECOM><PL>U1 &amp; &#65;</PL><HOME_POST>SO14</HOME_POST>\n</EPISODE>\n</CHILD>\n\
        <CHILD><HEADER><CHILDID>8</CHILDID><DOB>01/02/2005</DOB><IN_TOUCH>YES</IN_TOUCH></HEADER></CHILD>\n</EXPSSDA903>";

    fn rows(contents: &Contents, name: &str) -> Vec<(u64, String)> {
        let tables = contents.tables.iter().filter(|t| t.shape.name == name);
        tables.flat_map(|t| t.rows.iter().map(|r| (r.line, r.cells.join("|")))).collect()
    }

    #[test]
    fn the_return_as_xml_reads_as_its_csv_tables_do() {
        let contents = read(RETURN, SHAPES).unwrap_or_default();
        assert_eq!(rows(&contents, "Header"), [(4, "7|01/02/2010".into()), (12, "8|01/02/2005".into())]);
        assert_eq!(rows(&contents, "Episodes"), [(8, "7|05/06/2023|U1 & A".into())]);
        assert_eq!(rows(&contents, "Reviews"), [(6, "7|01/02/2010|03/04/2024".into())]);
        assert_eq!(rows(&contents, "OC3"), [(12, "8|YES".into())]);
        assert_eq!(contents.unknown, [("ODD".to_owned(), 1, 7)]);
        assert!(contents.tables[0].rows[0].cells.iter().all(|c| !c.contains("SO14")));
    }

    #[test]
    fn a_broken_document_is_refused_with_its_line() {
        for text in [
            "<EXPSSDA903><CHILD>",
            "<A></B>",
            "<EXPSSDA903></EXPSSDA903>",
            "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><CHILD><DOB>&x;</DOB></CHILD>",
        ] {
            assert!(read(text, SHAPES).is_err(), "{text}");
        }
    }
}
