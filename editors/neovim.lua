-- Neovim (0.7 or later): findings, completion, hover, definition, rename and actions for a register of standards.
-- Put this into your init.lua, or call it from there: dofile('/path/to/editors/neovim.lua')

local command = vim.g.scsdoc_command or { 'scsdoc', 'lsp' }

vim.api.nvim_create_autocmd('FileType', {
  pattern = { 'markdown', 'yaml', 'toml' },
  callback = function(event)
    local file = vim.api.nvim_buf_get_name(event.buf)
    local found = vim.fs and vim.fs.find({ 'scsdoc.toml', 'Standards' }, { upward = true, path = vim.fs.dirname(file) })[1]
    -- Without vim.fs (before 0.8) the folder above the one of the file.
    local root = found and vim.fs.dirname(found) or vim.fn.fnamemodify(file, ':h:h')
    if file == '' or (vim.fn.isdirectory(root .. '/Standards') == 0 and vim.fn.filereadable(root .. '/scsdoc.toml') == 0) then
      return
    end
    local config = { name = 'scsdoc', cmd = command, root_dir = root, settings = { scsdoc = { inlayHints = false } } }
    if vim.lsp.start then
      vim.lsp.start(config)
      return
    end
    -- Before 0.8: one server for each root.
    _G.scsdoc_clients = _G.scsdoc_clients or {}
    local id = _G.scsdoc_clients[root]
    if not id or vim.lsp.client_is_stopped(id) then
      id = vim.lsp.start_client(config)
      _G.scsdoc_clients[root] = id
    end
    vim.lsp.buf_attach_client(event.buf, id)
  end,
})
