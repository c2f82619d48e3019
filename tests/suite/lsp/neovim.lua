-- Neovim as a person uses it: findings, hover, completion, rename, code action. It runs the set-up of editors/neovim.lua.

local folder = os.getenv('SCSDOC_FOLDER')
vim.g.scsdoc_command = { os.getenv('SCSDOC'), '--at', '2026-11-20', 'lsp' }

local function fail(message)
  io.stderr:write('failed: ' .. message .. '\n')
  vim.cmd('cquit 1')
end

local function wait_for(what, test)
  if not vim.wait(30000, test, 20) then
    fail('waited in vain for ' .. what .. '; findings: ' .. vim.inspect(vim.diagnostic.get(0)))
    error(what)
  end
end

local function codes()
  local found = {}
  for _, one in ipairs(vim.diagnostic.get(0)) do
    found[one.code or one.user_data.lsp.code] = one
  end
  return found
end

local function request(method, line, column, more)
  local params = vim.tbl_extend('force', {
    textDocument = vim.lsp.util.make_text_document_params(),
    position = { line = line, character = column },
  }, more or {})
  local answers = vim.lsp.buf_request_sync(0, method, params, 10000)
  for _, answer in pairs(answers or {}) do
    if answer.error then fail(method .. ': ' .. vim.inspect(answer.error)) end
    return answer.result
  end
  fail(method .. ' has no answer')
end

local function find(text)
  for index, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, false)) do
    local at = line:find(text, 1, true)
    if at then return index - 1, at - 1 end
  end
  fail('no ' .. text .. ' in the text')
end

local function run()
  dofile(os.getenv('SCSDOC_SOURCE') .. '/editors/neovim.lua')
  vim.cmd('filetype on')
  vim.cmd('edit ' .. folder .. '/Standards/scs-0100-v1-one.md')
  wait_for('findings', function() return codes()['invalid-value'] and codes()['broken-anchor'] end)
  assert(codes()['broken-anchor'].severity == vim.diagnostic.severity.ERROR)

  -- Hover on a key.
  local line, column = find('status:')
  local hover = request('textDocument/hover', line, column + 1)
  assert(hover and #hover.contents.value > 0, 'hover says nothing')

  -- Completion of a value.
  vim.api.nvim_buf_set_lines(0, line, line + 1, false, { 'status: ' })
  local items = request('textDocument/completion', line, 8)
  local labels = vim.tbl_map(function(item) return item.label end, items.items or items)
  assert(vim.tbl_contains(labels, 'Draft'), 'no Draft among ' .. vim.inspect(labels))
  vim.api.nvim_buf_set_lines(0, line, line + 1, false, { 'status: proposal' })
  wait_for('the finding to come back', function() return codes()['invalid-value'] end)

  -- A code action mends it, and the finding goes.
  local context = { diagnostics = {} }
  local range = { start = { line = line, character = 8 }, ['end'] = { line = line, character = 16 } }
  local actions = request('textDocument/codeAction', line, 8, { range = range, context = context })
  local kinds = {}
  for _, action in ipairs(actions or {}) do
    kinds[action.kind] = kinds[action.kind] or action
  end
  assert(kinds['quickfix'], 'no fix among ' .. vim.inspect(actions))
  assert(kinds['quickfix.waive'], 'no way to silence among ' .. vim.inspect(actions))
  vim.lsp.util.apply_workspace_edit(kinds['quickfix'].edit, 'utf-16')
  assert(vim.api.nvim_buf_get_lines(0, line, line + 1, false)[1] == 'status: Draft')
  wait_for('the finding to go', function() return not codes()['invalid-value'] end)

  -- Definition.
  local link, at = find('scs-0101-v1-two.md')
  local place = request('textDocument/definition', link, at + 2)
  assert(place and place[1] and place[1].uri:find('scs%-0101%-v1%-two'), 'no definition: ' .. vim.inspect(place))

  -- Symbols and folds.
  assert(#request('textDocument/documentSymbol', 0, 0) > 0)
  assert(#request('textDocument/foldingRange', 0, 0) > 0)

  -- Rename of a proposal's slug: the file moves.
  vim.cmd('write')
  vim.cmd('edit ' .. folder .. '/Standards/scs-0101-v1-two.md')
  wait_for('the server', function() return #vim.tbl_keys(vim.lsp.buf_get_clients(0)) > 0 end)
  line = find('Text 😀')
  vim.api.nvim_buf_set_lines(0, line, line + 1, false, { 'See [the idea](scs-xxxx-v1-new-idea.md).' })
  local edit = request('textDocument/rename', line, 22, { newName = 'better-idea' })
  vim.lsp.util.apply_workspace_edit(edit, 'utf-16')
  assert(vim.loop.fs_stat(folder .. '/Standards/scs-xxxx-v1-better-idea.md'), 'the file was not renamed')
  assert(find('(scs-xxxx-v1-better-idea.md)'))

  for _, client in pairs(vim.lsp.get_active_clients()) do client.stop() end
  assert(vim.wait(10000, function() return #vim.lsp.get_active_clients() == 0 end), 'the server does not end')
end

local fine, message = pcall(run)
if not fine then
  fail(tostring(message))
else
  print('all is well\n')
  vim.cmd('qall!')
end
