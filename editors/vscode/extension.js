// Starts `scsdoc lsp`, and nothing else.
const { workspace } = require('vscode');
const { LanguageClient } = require('vscode-languageclient/node');

let client;

exports.activate = () => {
  const command = workspace.getConfiguration('scsdoc').get('command');
  const documentSelector = [
    { scheme: 'file', language: 'markdown' },
    { scheme: 'file', language: 'yaml' },
    { scheme: 'file', pattern: '**/scsdoc.toml' },
  ];
  const options = { documentSelector, synchronize: { configurationSection: 'scsdoc' } };
  client = new LanguageClient('scsdoc', 'scsdoc', { command, args: ['lsp'] }, options);
  return client.start();
};

exports.deactivate = () => client && client.stop();
