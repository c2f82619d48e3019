//! File names and file systems.

use super::case::{CANARY, Case, Place, SCOPE, VICTIM, case, document};
use std::fs;
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

/// Things that can exist in place of a file.
type Thing = fn(&Place, &Path);

const THINGS: &[(&str, Thing)] = &[
    ("a folder", |_, at| fs::create_dir(at).unwrap()),
    ("a link to a file outside", |place, at| symlink(place.outside.join("passwd"), at).unwrap()),
    ("a relative link to the outside", |_, at| symlink("../../../outside/passwd", at).unwrap()),
    ("a link to a folder outside", |place, at| symlink(&place.outside, at).unwrap()),
    ("a link to itself", |_, at| symlink(at.file_name().unwrap(), at).unwrap()),
    ("a link to a link to the outside", |place, at| {
        symlink(&place.outside, place.root.join("hop")).unwrap();
        symlink(place.root.join("hop/passwd"), at).unwrap();
    }),
    ("a link to zeros without end", |_, at| symlink("/dev/zero", at).unwrap()),
    ("a link to this process", |_, at| symlink("/proc/self/environ", at).unwrap()),
    ("a pipe", |_, at| assert!(Command::new("mkfifo").arg(at).status().unwrap().success())),
    ("a device", |_, at| {
        // Requires root; otherwise a pipe is used instead.
        let device = Command::new("mknod").arg(at).args(["c", "1", "5"]).output().unwrap();
        if !device.status.success() {
            assert!(Command::new("mkfifo").arg(at).status().unwrap().success());
        }
    }),
    ("an unreadable file", |_, at| {
        fs::write(at, document("", "x")).unwrap();
        fs::set_permissions(at, fs::Permissions::from_mode(0o000)).unwrap();
    }),
    ("a huge file with holes", |_, at| fs::File::create(at).unwrap().set_len(1 << 40).unwrap()),
];

const PLACES: &[&str] = &[
    VICTIM,
    SCOPE,
    "scsdoc.toml",
    "site/templates/base.html",
    "site/assets/style.css",
    "Tests/iaas/check.py",
    "Standards/scs-XXXX-vN-standard-template.md",
    "public",
];

const NAMES: &[&[u8]] = &[
    b"scs-0200-v1-a\n::error::pwned.md",
    b"scs-0200-v1-a\rb.md",
    b"scs-0200-v1-\x1b[31m.md",
    b"scs-0200-v1-\xff\xfe.md",
    "scs-0200-v1-\u{202e}gnp.md".as_bytes(),
    "scs-0200-v1-\u{9b}x.md".as_bytes(),
    b"scs-0200-v1-##[error]pwned.md",
    b"scs-0200-v1-%0A::error::pwned.md",
    b"scs-0200-v1-,line=1,title=x.md",
    b"scs-0200-v1-<script>alert(1)<_script>.md",
    b"scs-0200-v1-\"onload=x\".md",
    b"scs-0200-v1-|x|.md",
    b"scs-0200-v1-{{x}}.md",
    b"scs-0200-v1-$(touch hacked).md",
    b"scs-0200-v1-\\..\\..\\x.md",
    b"scs-0200-v1-%2e%2e%2fx.md",
    b"scs-0200-v1-.md",
    b"scs-.md",
    b"SCS-0200-V1-X.MD",
    b"scs-0200-v99999999999999999999-x.md",
    b"scs-99999999999999999999-v1-x.md",
    "scs-0200-v1-\u{430}\u{435}.md".as_bytes(),
    b"scs-xxxx-v1-aux:stream.md",
    b"--help.md",
    b".scsdoc-1-1.tmp",
    b"scs-\xffx.yaml",
];

pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (what, thing) in THINGS {
        for path in PLACES {
            cases.push(case("disk", format!("{what} at {path}"), move |place| {
                let at = place.root.join(path);
                fs::create_dir_all(at.parent().unwrap()).unwrap();
                let _ = fs::remove_file(&at);
                thing(place, &at);
            }));
        }
    }
    for name in NAMES {
        cases.push(case("name", name.escape_ascii().to_string(), |place| {
            let name = std::ffi::OsString::from_vec(name.to_vec());
            let folder = if name.as_encoded_bytes().ends_with(b".yaml") { "Tests" } else { "Standards" };
            fs::write(place.root.join(folder).join(name), document("", "[x](none.md)")).unwrap();
        }));
    }
    cases.push(case("name", "255 bytes", |place| {
        place.write(&format!("Standards/scs-0200-v1-{}.md", "x".repeat(240)), document("", "x"));
    }));
    cases.push(case("name", "two that differ in case", |place| {
        place.write("Standards/scs-0100-v1-VICTIM.md", document("", "x"));
        place.write("Standards/SCS-0100-v1-victim.md", document("", "x"));
    }));
    cases.push(case("name", "20,000 files that are no documents", |place| {
        (0..20_000).for_each(|n| place.write(&format!("Standards/x{n}.txt"), ""));
        place.write(VICTIM, document("", &(0..20_000).map(|n| format!("[a](none-{n}.md)\n")).collect::<String>()));
    }));
    cases.push(case("name", "300 documents with many broken links", |place| {
        (0..300).for_each(|n| place.write(&format!("Standards/scs-0300-v{n}-x.md"), document("", "x")));
        place.write(VICTIM, document("", &(0..40_000).map(|n| format!("[a](none-{n}.md)\n")).collect::<String>()));
    }));
    cases.push(case("name", "2,000 documents of one number", |place| {
        (0..2_000).for_each(|n| place.write(&format!("Standards/scs-0300-v1-x{n}.md"), document("", "x")));
    }));
    cases.push(case("disk", "folders 500 deep", |place| {
        let deep = vec!["d"; 500].join("/");
        fs::create_dir_all(place.root.join("Standards").join(&deep)).unwrap();
        place.write(VICTIM, document("", &format!("[x]({deep}/none.md)")));
    }));
    let whole: [(&str, Thing); 6] = [
        ("Standards is a link to the outside", |place, at| {
            fs::rename(at, place.root.join("kept")).unwrap();
            symlink(&place.outside, at).unwrap();
        }),
        ("Standards is a link inside", |place, at| {
            fs::rename(at, place.root.join("kept")).unwrap();
            symlink("kept", at).unwrap();
        }),
        ("Standards is a file", |place, at| {
            fs::rename(at, place.root.join("kept")).unwrap();
            fs::write(at, "x").unwrap();
        }),
        ("Standards is a link to itself", |place, at| {
            fs::rename(at, place.root.join("kept")).unwrap();
            symlink("Standards", at).unwrap();
        }),
        ("Standards is a pipe", |place, at| {
            fs::rename(at, place.root.join("kept")).unwrap();
            assert!(Command::new("mkfifo").arg(at).status().unwrap().success());
        }),
        ("Standards is empty", |_, at| {
            fs::remove_dir_all(at).unwrap();
            fs::create_dir(at).unwrap();
        }),
    ];
    for (what, make) in whole {
        cases.push(case("disk", what, move |place| make(place, &place.root.join("Standards"))));
    }
    cases.push(case("disk", "a link into a folder outside, named by links", |place| {
        symlink(&place.outside, place.root.join("Standards/away")).unwrap();
        place.write(VICTIM, document("", "[x](away/passwd) ![y](away/passwd) [z](away/none)"));
        assert_eq!(fs::read_to_string(place.root.join("Standards/away/passwd")).unwrap(), CANARY);
    }));
    cases.push(case("disk", "site is a link to the outside", |place| {
        fs::create_dir(place.outside.join("templates")).unwrap();
        fs::write(place.outside.join("templates/base.html"), CANARY).unwrap();
        symlink(&place.outside, place.root.join("site")).unwrap();
    }));
    cases
}
