//! `docs/configuration.md`, generated from the schema of the settings.

use crate::value::schema::Schema;
use serde_json::Value as Json;

/// The page of settings, in Markdown.
pub fn page() -> String {
    let schema = Schema::Config.json();
    let mut out = String::from(
        "# Configuration\n\n\
         <!-- Generated from schemas/config.schema.json by `SCSDOC_BLESS=1 cargo test --test suite docs`; do not edit. -->\n\n\
         The settings of a register are in `scsdoc.toml` in its root. The file and every key are optional:\n\
         the defaults suit the public register of the Sovereign Cloud Stack. `scsdoc init` writes one for your\n\
         checkout, and `--config FILE` selects another one. Errors in it are findings.\n\n\
         | key | meaning | default |\n| --- | --- | --- |\n",
    );
    rows(schema, "", &mut out);
    out.push_str(
        "\n## An example\n\n\
         ```toml\n\
         [site]\n\
         url = \"https://standards.example.org\"\n\n\
         [repository]\n\
         url = \"https://github.com/example/standards\"\n\n\
         [rules]\n\
         mixed-negation = \"error\"     # MUST not, MAY NOT\n\
         heading-skip = \"off\"\n\n\
         [[waiver]]\n\
         rule = \"slug-charset\"\n\
         path = \"Standards/scs-0121-v1-Availability-Zones-Standard.md\"\n\
         reason = \"accepted under this name, and a slug does not change afterwards\"\n\
         ```\n\n\
         `scsdoc schema config` prints the JSON Schema that editors can use. `--warn`, `--deny` and `--allow` outrank\n\
         `[rules]` for one run. A waiver without a reason has no effect, and one that matches nothing is a finding.\n",
    );
    out
}

fn rows(schema: &Json, prefix: &str, out: &mut String) {
    let properties = schema.get("properties").and_then(Json::as_object);
    for (name, key) in properties.into_iter().flatten() {
        let item = key.get("items").filter(|items| items.get("properties").is_some());
        let shown = if item.is_some() { format!("{prefix}{name}[].") } else { format!("{prefix}{name}.") };
        let nested = item.unwrap_or(key);
        let free = key.get("additionalProperties").is_some_and(Json::is_object);
        let label = if free {
            format!("{prefix}{name}.{}", if name == "rules" { "RULE" } else { "PATH" })
        } else {
            shown.trim_end_matches('.').to_owned()
        };
        let text = key.get("description").and_then(Json::as_str).unwrap_or_default();
        let default = key.get("default").map(|value| match value {
            Json::String(text) => format!("`{text}`"),
            other => format!("`{other}`"),
        });
        let row = format!("| `{label}` | {} | {} |\n", text.replace('|', "\\|"), default.unwrap_or_default());
        out.push_str(&row.replace("|  |\n", "| |\n"));
        rows(nested, &shown, out);
    }
}
