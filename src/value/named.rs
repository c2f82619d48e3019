//! Enums whose variants have fixed names.

/// Defines an enum with `ALL` (in the order of the definition), `name` and `Display`; with `parse`, also the variant of a name.
macro_rules! named {
    ($(#[$outer:meta])* pub enum $enum:ident { $($(#[$inner:meta])* $variant:ident = $name:literal,)+ }) => {
        $(#[$outer])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(clippy::enum_variant_names, reason = "names of others")]
        #[allow(missing_docs, reason = "a name may say all")]
        pub enum $enum { $($(#[$inner])* $variant,)+ }

        impl $enum {
            /// All of them, in order.
            #[allow(dead_code, reason = "some are only compared")]
            pub const ALL: [$enum; [$($name),+].len()] = [$($enum::$variant),+];

            /// The name in files and reports.
            pub fn name(self) -> &'static str {
                match self { $($enum::$variant => $name,)+ }
            }
        }

        impl std::fmt::Display for $enum {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.name())
            }
        }
    };
    (parse $(#[$outer:meta])* pub enum $enum:ident { $($body:tt)+ }) => {
        named! { $(#[$outer])* pub enum $enum { $($body)+ } }

        impl $enum {
            /// The one with exactly this name.
            pub fn parse(name: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|one| one.name() == name)
            }
        }
    };
    (parse_any_case $(#[$outer:meta])* pub enum $enum:ident { $($body:tt)+ }) => {
        named! { $(#[$outer])* pub enum $enum { $($body)+ } }

        impl $enum {
            /// The one with this name, ignoring case.
            pub fn parse(name: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|one| one.name().eq_ignore_ascii_case(name.trim()))
            }
        }
    };
}

pub(crate) use named;
