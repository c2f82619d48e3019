//! What languages look like, as far as colours need it.

/// Which words at the begin of a line name a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keys {
    /// None.
    None,
    /// Those before a colon and a blank, also behind dashes.
    Colon,
    /// Those before an equals sign; lines in brackets are sections.
    Equals,
    /// Strings before a colon, anywhere.
    Strings,
}

/// How the text is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Word by word.
    Words,
    /// Word by word, with variables that begin with `$`.
    Shell,
    /// Lines that begin with a prompt are those of a shell, and the others what programs said.
    Console,
    /// Word by word; words of the language stand only at the begin of a line.
    Lines,
    /// By line: what was added and removed.
    Diff,
    /// Tags with attributes.
    Tags,
}

/// A language.
#[derive(Debug)]
pub struct Language {
    /// The words behind a fence that mean it.
    pub names: &'static [&'static str],
    /// How its text is read.
    pub form: Form,
    /// Begins of comments that end with the line.
    pub comments: &'static [&'static str],
    /// Begin and end of a comment over several lines.
    pub block: Option<(&'static str, &'static str)>,
    /// Quotes of strings that end with the line at the latest; an apostrophe only at the begin of a word.
    pub quotes: &'static [char],
    /// Quotes of strings over several lines.
    pub long_quotes: &'static [&'static str],
    /// Whether a backslash takes the next character its meaning.
    pub escapes: bool,
    /// Whether an apostrophe stands around one character only.
    pub characters: bool,
    /// What names values.
    pub keys: Keys,
    /// Its own words with blanks between them; in lower case where case does not count.
    pub words: &'static str,
    /// Whether the case of its words does not count.
    pub any_case: bool,
}

const BASE: Language = Language {
    names: &[],
    form: Form::Words,
    comments: &[],
    block: None,
    quotes: &['"', '\''],
    long_quotes: &[],
    escapes: true,
    characters: false,
    keys: Keys::None,
    words: "",
    any_case: false,
};

const C: Option<(&str, &str)> = Some(("/*", "*/"));

/// All languages.
pub const ALL: &[Language] = &[
    Language { names: &["yaml", "yml"], comments: &["#"], keys: Keys::Colon, ..BASE },
    Language {
        names: &["json", "jsonc", "json5", "jsonl"],
        comments: &["//"],
        block: C,
        quotes: &['"'],
        keys: Keys::Strings,
        ..BASE
    },
    Language { names: &["toml"], comments: &["#"], long_quotes: &["\"\"\"", "'''"], keys: Keys::Equals, ..BASE },
    Language {
        names: &["ini", "conf", "cfg", "properties", "editorconfig", "gitconfig", "systemd"],
        comments: &["#", ";"],
        keys: Keys::Equals,
        ..BASE
    },
    Language {
        names: &["hcl", "terraform", "tf"],
        comments: &["#", "//"],
        block: C,
        keys: Keys::Equals,
        words: "data for for_each if in locals module output provider resource terraform variable",
        ..BASE
    },
    Language {
        names: &["bash", "sh", "shell", "zsh", "ksh"],
        form: Form::Shell,
        comments: &["#"],
        words: SHELL,
        ..BASE
    },
    Language {
        names: &["console", "commandline", "shell-session", "shellsession", "terminal", "session"],
        form: Form::Console,
        comments: &["#"],
        words: SHELL,
        ..BASE
    },
    Language {
        names: &["python", "py", "python3"],
        comments: &["#"],
        long_quotes: &["\"\"\"", "'''"],
        words: "and as assert async await break class continue def del elif else except finally for from global \
                if import in is lambda nonlocal not or pass raise return try while with yield",
        ..BASE
    },
    Language {
        names: &["rust", "rs"],
        comments: &["//"],
        block: C,
        characters: true,
        words: "as async await break const continue dyn else enum extern fn for if impl in let loop match mod \
                move mut pub ref return self static struct trait type unsafe use where while",
        ..BASE
    },
    Language {
        names: &["go", "golang"],
        comments: &["//"],
        block: C,
        long_quotes: &["`"],
        words: "break case chan const continue default defer else for func go goto if import interface map \
                package range return select struct switch type var",
        ..BASE
    },
    Language {
        names: &["javascript", "js", "jsx", "mjs", "typescript", "ts", "tsx"],
        comments: &["//"],
        block: C,
        long_quotes: &["`"],
        words: "as async await break case catch class const continue default delete do else enum export extends \
                finally for from function if import in instanceof interface let new of return static super \
                switch this throw try type typeof var void while yield",
        ..BASE
    },
    Language {
        names: &[
            "c", "cpp", "c++", "h", "hpp", "cs", "csharp", "java", "kotlin", "kt", "scala", "swift", "php", "proto",
            "protobuf",
        ],
        comments: &["//"],
        block: C,
        words: "abstract auto bool boolean break case catch char class const continue default do double else \
                enum extends final float for fun function goto if implements import int interface long message \
                namespace new package private protected public return short signed sizeof static string struct \
                switch syntax template this throw try typedef union unsigned using val var virtual void \
                volatile while",
        ..BASE
    },
    Language {
        names: &["ruby", "rb"],
        comments: &["#"],
        words: "and begin break case class def do else elsif end ensure for if in module next not or redo \
                require rescue return self super then unless until when while yield",
        ..BASE
    },
    Language {
        names: &["sql", "postgresql", "mysql", "sqlite"],
        comments: &["--"],
        block: C,
        escapes: false,
        any_case: true,
        words: "add all alter and as asc between by case create default delete desc distinct drop else end \
                exists from group having in index inner insert into is join key left like limit not on or order \
                outer primary references right select set table then union unique update values view when where \
                with",
        ..BASE
    },
    Language {
        names: &["dockerfile", "docker", "containerfile"],
        form: Form::Lines,
        comments: &["#"],
        words: "ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL ONBUILD RUN SHELL STOPSIGNAL USER \
                VOLUME WORKDIR",
        ..BASE
    },
    Language {
        names: &["makefile", "make", "mk"],
        form: Form::Shell,
        comments: &["#"],
        words: "define else endef endif export ifdef ifeq ifndef ifneq include override",
        ..BASE
    },
    Language { names: &["diff", "patch"], form: Form::Diff, ..BASE },
    Language {
        names: &["html", "xml", "svg", "xhtml", "xsd", "xslt"],
        form: Form::Tags,
        block: Some(("<!--", "-->")),
        escapes: false,
        ..BASE
    },
    Language { names: &["css", "scss", "less"], block: C, ..BASE },
    Language {
        names: &["jinja", "jinja2", "j2"],
        block: Some(("{#", "#}")),
        words: "block elif else endblock endfor endif endmacro extends for from if import in include macro not \
                set",
        ..BASE
    },
    Language {
        names: &["nix", "rego", "lua", "http", "nginx", "promql", "graphql"],
        comments: &["#"],
        words: "allow default deny else enum if import in input interface let location not package query server \
                some type with",
        ..BASE
    },
];

const SHELL: &str = "alias case cd do done echo elif else esac eval exec exit export fi for function if \
    in local printf read return select set shift source sudo test then trap unset until while";

impl Language {
    /// Whether a word is one of its own.
    pub fn knows(&self, word: &str) -> bool {
        self.words.split(' ').any(|own| own == word)
    }
}

/// The language that a word behind a fence means; nothing where it is plain text or unknown.
pub fn find(name: &str) -> Option<&'static Language> {
    ALL.iter().find(|language| language.names.contains(&name))
}
