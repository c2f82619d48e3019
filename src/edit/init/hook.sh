# scsdoc: checks the register as this commit would leave it.
if command -v scsdoc >/dev/null 2>&1; then
  scsdoc check --staged || exit 1
else
  echo "scsdoc is not installed, so the register is not checked: https://github.com/SovereignCloudStack/scsdoc" >&2
fi
