;; Emacs (29 or later, which has eglot): into init.el. Then M-x eglot in a document of the register.

(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs
               '((markdown-mode yaml-mode yaml-ts-mode conf-toml-mode toml-ts-mode) . ("scsdoc" "lsp"))))

;; (setq-default eglot-workspace-configuration '(:scsdoc (:inlayHints t)))
