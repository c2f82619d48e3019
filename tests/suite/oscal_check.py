"""Validates the OSCAL files of the working directory, and prints the controls that each profile resolves to."""

import argparse
import pathlib
import sys

from trestle.core.profile_resolver import ProfileResolver
from trestle.core.validator_factory import validator_factory
from trestle.oscal.assessment_results import AssessmentResults
from trestle.oscal.catalog import Catalog
from trestle.oscal.profile import Profile

MODELS = {"catalog": Catalog, "profile-": Profile, "assessment-results-": AssessmentResults}

here = pathlib.Path.cwd()
# The resolver keeps its cache there.
(here / ".trestle").mkdir(exist_ok=True)
validator = validator_factory.get(argparse.Namespace(mode="all", quiet=True))
for path in sorted(here.glob("*.json")):
    model = next(model for name, model in MODELS.items() if path.name.startswith(name))
    if not validator.model_is_valid(model.oscal_read(path), True, here):
        sys.exit(f"{path.name} is not valid")


def controls(node):
    """The ids of the controls below a node."""
    for control in getattr(node, "controls", None) or []:
        yield control.id
    for group in getattr(node, "groups", None) or []:
        yield from controls(group)


for path in sorted(here.glob("profile-*.json")):
    catalog = ProfileResolver.get_resolved_profile_catalog(here, path)
    for control in controls(catalog):
        print(path.name, control)
