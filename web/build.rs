//! Builds the app with Node and writes the table of its files.
//!
//! `WEB_SKIP=1` embeds a placeholder page and needs no Node; `WEB_DIST=folder` embeds an app that was built elsewhere.
//! Packages are installed (`npm ci --ignore-scripts`) only when `package-lock.json` has changed since the last time.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

type Done<T> = Result<T, Box<dyn Error>>;

/// Everything that the app is built from. Never the folder itself: `node_modules` would start the build again for ever.
const INPUTS: &[&str] = &[
    "src",
    "public",
    "index.html",
    "desk.html",
    "package.json",
    "package-lock.json",
    "svelte.config.js",
    "tsconfig.json",
    "vite.config.ts",
    "sw-plugin.ts",
    "compress-plugin.ts",
];

const PLACEHOLDER: &str = "<!doctype html><html lang=\"en-GB\"><meta charset=\"utf-8\"><title>Sayso</title>\
<p>This build has no app in it (WEB_SKIP=1). In danger now? Call 999. Childline: 0800 1111.</p></html>\n";

fn main() {
    for name in ["WEB_SKIP", "WEB_DIST"] {
        println!("cargo::rerun-if-env-changed={name}");
    }
    for input in INPUTS {
        println!("cargo::rerun-if-changed={input}");
    }
    if let Err(why) = build() {
        println!(
            "cargo::error=The app could not be built: {why}. Install Node 20.19 or newer, or set WEB_SKIP=1 for a build without the app."
        );
        std::process::exit(1);
    }
}

fn build() -> Done<()> {
    let web = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let dist = out.join("dist");
    if std::env::var("WEB_SKIP").is_ok_and(|skip| skip != "0" && !skip.is_empty()) {
        let _ = fs::remove_dir_all(&dist);
        fs::create_dir_all(&dist)?;
        for page in ["index.html", "desk.html"] {
            fs::write(dist.join(page), PLACEHOLDER)?;
        }
        return write_table(&dist, &out);
    }
    if let Ok(built) = std::env::var("WEB_DIST") {
        let built = fs::canonicalize(&built).map_err(|e| format!("WEB_DIST={built}: {e}"))?;
        println!("cargo::rerun-if-changed={}", built.display());
        return write_table(&built, &out);
    }
    // rust-analyzer and cargo build at the same time: one at a time in `node_modules`.
    let lock = fs::File::create(web.join(".build.lock"))?;
    lock.lock()?;
    install(&web)?;
    let vite = web.join("node_modules/vite/bin/vite.js");
    for mode in ["production", "desk"] {
        run(Command::new("node")
            .arg(&vite)
            .args(["build", "--logLevel", "warn", "--mode", mode, "--outDir"])
            .arg(&dist)
            .current_dir(&web))?;
    }
    write_table(&dist, &out)
}

/// Installs the exact packages of the lock file, unless they are there.
fn install(web: &Path) -> Done<()> {
    let wanted = fs::read(web.join("package-lock.json"))?;
    let mark = web.join("node_modules/.installed-lock");
    if fs::read(&mark).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    run(Command::new("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
        .current_dir(web))?;
    fs::write(mark, wanted)?;
    Ok(())
}

fn run(command: &mut Command) -> Done<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let said = command.output().map_err(|e| format!("{program} did not start ({e})"))?;
    if said.status.success() {
        return Ok(());
    }
    let words = format!("{}{}", String::from_utf8_lossy(&said.stdout), String::from_utf8_lossy(&said.stderr));
    for line in words.lines() {
        println!("cargo::warning={line}");
    }
    Err(format!("{program} failed with {}", said.status).into())
}

fn write_table(dist: &Path, out: &Path) -> Done<()> {
    let mut files = Vec::new();
    collect(dist, dist, &mut files)?;
    files.sort();
    let mut table = String::from("static ASSETS: &[Asset] = &[\n");
    for (address, file) in &files {
        let bytes = fs::read(file)?;
        let mut hasher = DefaultHasher::new();
        bytes.hash(&mut hasher);
        let tag = format!("\"{:016x}-{:x}\"", hasher.finish(), bytes.len());
        let copy = PathBuf::from(format!("{}.br", file.display()));
        let br = if copy.exists() {
            format!("Some(include_bytes!({:?}))", copy.display().to_string())
        } else {
            "None".into()
        };
        writeln!(
            table,
            "    Asset {{ path: {address:?}, mime: {:?}, etag: {tag:?}, immutable: {}, raw: include_bytes!({:?}), br: {br} }},",
            mime(address),
            address.starts_with("/assets/"),
            file.display().to_string(),
        )?;
    }
    table.push_str("];\n");
    fs::write(out.join("assets.rs"), table)?;
    Ok(())
}

/// The files below a folder by their address; not the compressed copies, nor the builder's own notes.
fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, PathBuf)>) -> Done<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with('.') || name.ends_with(".br") {
            continue;
        }
        if path.is_dir() {
            collect(root, &path, files)?;
        } else {
            files.push((format!("/{}", path.strip_prefix(root)?.to_string_lossy().replace('\\', "/")), path));
        }
    }
    Ok(())
}

fn mime(address: &str) -> &'static str {
    match address.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
