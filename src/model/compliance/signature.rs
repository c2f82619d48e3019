//! SSH signatures of `ssh-keygen -Y sign -n report`.

use ssh_key::{Algorithm, PublicKey, SshSig};

/// The namespace of report signatures.
const NAMESPACE: &str = "report";
/// Maximum size of a signature file, in bytes.
pub const MAX_FILE: u64 = 64 << 10;

/// The result of verifying a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signature {
    /// There is no signature.
    Missing,
    /// It is invalid, for this reason.
    Invalid(String),
    /// These bytes were signed with this key.
    Valid(Box<PublicKey>),
}

impl Signature {
    /// Verifies the text of a `.sig` file over `bytes`.
    pub fn verify(signature: &[u8], bytes: &[u8]) -> Self {
        let invalid = |reason: &str| Signature::Invalid(reason.into());
        let Ok(parsed) = SshSig::from_pem(signature) else {
            return invalid("it is not an SSH signature of an `ssh-ed25519` key");
        };
        let key = PublicKey::from(parsed.public_key().clone());
        if key.algorithm() != Algorithm::Ed25519 {
            return Signature::Invalid(format!(
                "its key has the type `{}`; only `ssh-ed25519` is supported",
                key.algorithm()
            ));
        }
        if parsed.namespace() != NAMESPACE {
            return invalid("it was not made for the namespace `report`");
        }
        match key.verify(NAMESPACE, bytes, &parsed) {
            Ok(()) => Signature::Valid(Box::new(key)),
            Err(_) => invalid("it does not match the file"),
        }
    }
}

/// Reads a public key of an account.
///
/// # Errors
/// When the key is invalid.
pub fn parse_key(text: &str) -> Result<PublicKey, String> {
    let key =
        PublicKey::from_openssh(text).map_err(|_| "invalid key: expected an `ssh-ed25519` public key".to_owned())?;
    match key.algorithm() {
        Algorithm::Ed25519 => Ok(key),
        other => Err(format!("the key has the type `{other}`; only `ssh-ed25519` is supported")),
    }
}
