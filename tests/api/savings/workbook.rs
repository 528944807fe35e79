//! Workbooks as a spreadsheet writes them, from the rows of their pages.

use std::fmt::Write as _;
use std::io::Write as _;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/// A workbook of pages, each a name and its rows as CSV without quotation marks.
pub fn workbook(pages: &[(&str, &str)]) -> Vec<u8> {
    let mut file = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut put = |name: &str, text: &str| {
        file.start_file(name, SimpleFileOptions::default()).unwrap();
        write!(file, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>{text}").unwrap();
    };
    let (mut types, mut names, mut links) = (String::new(), String::new(), String::new());
    for (n, (name, rows)) in pages.iter().enumerate() {
        let n = n + 1;
        put(&format!("xl/worksheets/sheet{n}.xml"), &page(rows));
        write!(types, "<Override PartName=\"/xl/worksheets/sheet{n}.xml\" ContentType=\"{TYPE}.worksheet+xml\"/>")
            .unwrap();
        write!(names, "<sheet name=\"{name}\" sheetId=\"{n}\" r:id=\"rId{n}\"/>").unwrap();
        write!(links, "<Relationship Id=\"rId{n}\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>")
            .unwrap();
    }
    put(
        "xl/workbook.xml",
        &format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets>{names}</sheets></workbook>"),
    );
    let relationships = format!("<Relationships xmlns=\"{PACKAGE}/relationships\">");
    put("xl/_rels/workbook.xml.rels", &format!("{relationships}{links}</Relationships>"));
    let root = format!("<Relationship Id=\"rId1\" Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/>");
    put("_rels/.rels", &format!("{relationships}{root}</Relationships>"));
    let rels = "application/vnd.openxmlformats-package.relationships+xml";
    put(
        "[Content_Types].xml",
        &format!(
            "<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"{rels}\"/>\
             <Override PartName=\"/xl/workbook.xml\" ContentType=\"{TYPE}.sheet.main+xml\"/>{types}</Types>"
        ),
    );
    file.finish().unwrap().into_inner()
}

fn page(rows: &str) -> String {
    let mut text = format!("<worksheet xmlns=\"{MAIN}\"><sheetData>");
    for (n, row) in rows.lines().enumerate() {
        write!(text, "<row r=\"{}\">", n + 1).unwrap();
        for (column, cell) in ('A'..='Z').zip(row.split(',')).filter(|(_, cell)| !cell.is_empty()) {
            write!(text, "<c r=\"{column}{}\" t=\"inlineStr\"><is><t>{cell}</t></is></c>", n + 1).unwrap();
        }
        text.push_str("</row>");
    }
    text.push_str("</sheetData></worksheet>");
    text
}
