;; Emacs with eglot as a person uses it: findings, hover, completion, rename, code action. It runs the set-up of editors/eglot.el.

(let ((libraries (getenv "SCSDOC_EGLOT")))
  (dolist (folder (and libraries (directory-files libraries t "^[a-z]+-[0-9.]+$")))
    (add-to-list 'load-path folder)))
(require 'seq)
(require 'eglot)
(define-derived-mode markdown-mode text-mode "Markdown")
(add-to-list 'auto-mode-alist '("\\.md\\'" . markdown-mode))
(setq eglot-sync-connect 20 eglot-autoshutdown nil)
(let ((bin (file-name-directory (getenv "SCSDOC"))))
  (push bin exec-path)
  (setenv "PATH" (concat bin ":" (getenv "PATH"))))
(load (concat (getenv "SCSDOC_SOURCE") "/editors/eglot.el") nil t)

(defun check (truth what)
  (unless truth
    (message "failed: %s; findings: %S" what (codes))
    (kill-emacs 1)))

(defun codes ()
  (mapcar (lambda (one) (cons (flymake-diagnostic-text one) (flymake-diagnostic-type one))) (flymake-diagnostics)))

(defun has (text)
  (seq-some (lambda (one) (string-match-p text (car one))) (codes)))

(defun wait-for (what test)
  (let ((end (+ (float-time) 30)))
    (while (and (not (funcall test)) (< (float-time) end))
      (accept-process-output nil 0.05)
      (flymake-start))
    (check (funcall test) (concat "waited in vain for " what))))

(defun ask (method &rest more)
  (jsonrpc-request (eglot-current-server) method (append (eglot--TextDocumentPositionParams) more)))

(defun go-to (text)
  (goto-char (point-min))
  (check (search-forward text nil t) (concat text " is not in the text")))

(find-file (concat (getenv "SCSDOC_FOLDER") "/Standards/scs-0100-v1-one.md"))
(check (eq major-mode 'markdown-mode) "the mode")
(apply #'eglot (eglot--guess-contact))
(check (eglot-managed-p) "a connection")
(wait-for "a value that is none" (lambda () (has "proposal")))
(wait-for "a broken anchor" (lambda () (has "#no\\|`no`")))

(go-to "statu")
(check (plist-get (ask :textDocument/hover) :contents) "hover says nothing")

;; The safe fix of the value.
(go-to "status: prop")
(let* ((range (list :start (eglot--pos-to-lsp-position) :end (eglot--pos-to-lsp-position)))
       (actions (ask :textDocument/codeAction :range range :context (list :diagnostics [] :only ["quickfix"])))
       (fix (seq-find (lambda (one) (equal (plist-get one :kind) "quickfix")) actions)))
  (check fix "no action")
  (eglot--apply-workspace-edit (plist-get fix :edit)))
(check (save-excursion (goto-char (point-min)) (search-forward "status: Draft" nil t)) "the fix did nothing")
(eglot--signal-textDocument/didChange)
(wait-for "the finding to go" (lambda () (not (has "proposal"))))

;; Completion where the value is typed again.
(go-to "status: Draft")
(delete-char -5)
(eglot--signal-textDocument/didChange)
(let* ((found (ask :textDocument/completion))
       (labels (seq-map (lambda (one) (plist-get one :label)) (plist-get found :items))))
  (check (seq-contains-p labels "Stable") (format "completion has %S" labels)))
(insert "Draft")
(eglot--signal-textDocument/didChange)
(wait-for "nothing but the anchor" (lambda () (and (has "#no\\|`no`") (not (has "is no status")))))
(set-buffer-modified-p nil)
(eglot-shutdown (eglot-current-server))
(message "all is well")
