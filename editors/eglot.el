;; Emacs with eglot (in Emacs from 29 on, else from ELPA or Debian's elpa-eglot): into init.el. Then M-x eglot in a document of the register.

(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs
               '((markdown-mode yaml-mode yaml-ts-mode conf-toml-mode toml-ts-mode) . ("scsdoc" "lsp"))))

;; (setq-default eglot-workspace-configuration '(:scsdoc (:inlayHints t)))
