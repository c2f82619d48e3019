"""The protocol by a client that checks the type of every message."""

import os
import pathlib

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

FOLDER = pathlib.Path(os.environ["SCSDOC_FOLDER"])
ONE = (FOLDER / "Standards/scs-0100-v1-one.md").as_uri()
COMMAND = [os.environ["SCSDOC"], "--at", "2026-11-20", "lsp"]


@pytest_lsp.fixture(config=ClientServerConfig(server_command=COMMAND))
async def client(lsp_client: LanguageClient):
    folders = [types.WorkspaceFolder(uri=FOLDER.as_uri(), name="register")]
    # Neovim's capabilities are those of a client that findings are pushed to.
    capabilities = client_capabilities("neovim@v0.9.1")
    params = types.InitializeParams(capabilities=capabilities, workspace_folders=folders, root_uri=FOLDER.as_uri())
    await lsp_client.initialize_session(params)
    yield
    await lsp_client.shutdown_session()


def opened(client: LanguageClient, text: str, uri: str = ONE) -> str:
    item = types.TextDocumentItem(uri=uri, language_id="markdown", version=1, text=text)
    client.text_document_did_open(types.DidOpenTextDocumentParams(text_document=item))
    return text


def place(text: str, part: str) -> types.Position:
    before = text[: text.index(part)]
    line = before.rsplit("\n", 1)[-1]
    return types.Position(line=before.count("\n"), character=len(line.encode("utf-16-le")) // 2)


def source() -> str:
    return (FOLDER / "Standards/scs-0100-v1-one.md").read_text()


@pytest.mark.asyncio
async def test_findings_and_fix(client: LanguageClient):
    text = opened(client, source())
    await client.wait_for_notification("textDocument/publishDiagnostics")
    while ONE not in client.diagnostics:
        await client.wait_for_notification("textDocument/publishDiagnostics")
    found = {one.code: one for one in client.diagnostics[ONE]}
    assert {"invalid-value", "broken-anchor"} <= set(found), found
    document = types.TextDocumentIdentifier(uri=ONE)
    at = found["invalid-value"].range
    context = types.CodeActionContext(diagnostics=[found["invalid-value"]])
    actions = await client.text_document_code_action_async(types.CodeActionParams(document, at, context))
    kinds = [action.kind for action in actions]
    assert "quickfix" in kinds and "quickfix.waive" in kinds, kinds
    only = types.CodeActionContext(diagnostics=[], only=["quickfix.waive"])
    actions = await client.text_document_code_action_async(types.CodeActionParams(document, at, only))
    assert {action.kind for action in actions} == {"quickfix.waive"}


@pytest.mark.asyncio
async def test_questions(client: LanguageClient):
    text = opened(client, source())
    document = types.TextDocumentIdentifier(uri=ONE)
    hover = await client.text_document_hover_async(types.HoverParams(document, place(text, "status:")))
    assert hover and "status" in hover.contents.value
    completion = await client.text_document_completion_async(types.CompletionParams(document, place(text, "proposal")))
    assert "Draft" in [item.label for item in completion.items]
    link = place(text, "scs-0101-v1-two.md#no")
    definition = await client.text_document_definition_async(types.DefinitionParams(document, link))
    assert definition[0].uri.endswith("scs-0101-v1-two.md")
    context = types.ReferenceContext(include_declaration=True)
    references = await client.text_document_references_async(types.ReferenceParams(context, document, link))
    assert any(one.uri == ONE for one in references)
    symbols = await client.text_document_document_symbol_async(types.DocumentSymbolParams(document))
    assert symbols and all(isinstance(symbol, types.DocumentSymbol) for symbol in symbols)
    assert await client.workspace_symbol_async(types.WorkspaceSymbolParams(query="two"))
    folds = await client.text_document_folding_range_async(types.FoldingRangeParams(document))
    assert folds and folds[0].start_line == 0
    everything = types.Range(start=types.Position(0, 0), end=types.Position(999, 0))
    hints = await client.text_document_inlay_hint_async(types.InlayHintParams(document, everything))
    assert not hints, "off by default"
    settings = types.DidChangeConfigurationParams(settings={"scsdoc": {"inlayHints": True}})
    client.workspace_did_change_configuration(settings)
    assert await client.text_document_inlay_hint_async(types.InlayHintParams(document, everything))


@pytest.mark.asyncio
async def test_rename(client: LanguageClient):
    text = opened(client, source().replace("scs-0101-v1-two.md#no", "scs-xxxx-v1-new-idea.md"))
    at = place(text, "new-idea.md")
    document = types.TextDocumentIdentifier(uri=ONE)
    prepared = await client.text_document_prepare_rename_async(types.PrepareRenameParams(document, at))
    assert prepared.placeholder == "new-idea"
    edit = await client.text_document_rename_async(types.RenameParams(document, at, "better"))
    moves = [change for change in edit.document_changes if isinstance(change, types.RenameFile)]
    assert moves[0].new_uri.endswith("scs-xxxx-v1-better.md")


@pytest.mark.asyncio
async def test_pulled(client: LanguageClient):
    opened(client, source())
    document = types.TextDocumentIdentifier(uri=ONE)
    report = await client.text_document_diagnostic_async(types.DocumentDiagnosticParams(document))
    assert report.kind == "full" and report.items
    again = types.DocumentDiagnosticParams(document, previous_result_id=report.result_id)
    assert (await client.text_document_diagnostic_async(again)).kind == "unchanged"
    everything = await client.workspace_diagnostic_async(types.WorkspaceDiagnosticParams(previous_result_ids=[]))
    assert ONE in [item.uri for item in everything.items]


def test_all_is_well():
    print("all is well")
