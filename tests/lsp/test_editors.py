"""Real editors, as the documentation configures them. Each is skipped where it is not installed."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest

from benchmarks.generate import generate

DOCS: Final = Path(__file__).parents[2] / "docs" / "editors.md"
PATIENCE_S: Final = 120
DRIVER: Final = """
local seen, step = {}, nil
local function finish()
  local file = io.open(vim.env.SEEN, "w")
  file:write(vim.fn.json_encode(seen))
  file:close()
  vim.cmd("qall!")
end
local function clients()
  return (vim.lsp.get_clients or vim.lsp.get_active_clients)()
end
local function wait(ready)
  repeat
    vim.defer_fn(step, 20)
    coroutine.yield()
  until ready()
end
local function key(keys)
  vim.api.nvim_input(keys)
end
local function all_read()
  local read = false
  clients()[1].request("workspace/symbol", { query = vim.env.LAST }, function(_, found)
    for _, each in ipairs(found or {}) do
      read = read or each.kind == 15
    end
  end)
  vim.wait(200, function() return read end)
  return read
end
local thread = coroutine.create(function()
  wait(function() return #clients() > 0 and clients()[1].initialized end)
  wait(all_read)
  vim.bo.omnifunc = "v:lua.vim.lsp.omnifunc"
  vim.o.completeopt = "menuone"
  key("Go<CR>See [[" .. vim.env.BEGIN .. "<C-x><C-o>")
  wait(function() return vim.fn.pumvisible() == 1 end)
  key("<C-y>")
  wait(function() return vim.fn.pumvisible() == 0 end)
  key("<Esc>")
  wait(function() return vim.fn.mode() == "n" end)
  seen.completed = vim.api.nvim_get_current_line()
  vim.api.nvim_win_set_cursor(0, { vim.fn.line("."), 8 })
  vim.cmd("silent write")
  vim.lsp.buf.definition()
  wait(function() return vim.fn.expand("%:t") ~= vim.env.FIRST end)
  seen.jumped = vim.fn.expand("%:p")
  vim.cmd("buffer " .. vim.fn.fnameescape(vim.env.FIRST))
  vim.api.nvim_win_set_cursor(0, { vim.fn.line("$"), 8 })
  vim.lsp.buf.rename("Renamed here")
  wait(function() return vim.api.nvim_get_current_line():find("Renamed here") end)
  vim.cmd("silent wall")
  seen.renamed = vim.api.nvim_get_current_line()
  finish()
end)
step = function()
  local ok, said = coroutine.resume(thread)
  if not ok then
    seen.failed = tostring(said)
    finish()
  end
end
vim.defer_fn(function()
  seen.failed = "out of time: " .. vim.inspect(vim.lsp.get_log_path and vim.lsp.get_log_path())
  finish()
end, 40000)
step()
"""
EMACS: Final = """
(defun wait-for (ready)
  (let ((end (+ (float-time) 100)))
    (while (not (funcall ready))
      (when (> (float-time) end) (error "out of time"))
      (accept-process-output nil 0.05))))
(setq make-backup-files nil create-lockfiles nil
      eglot-confirm-server-initiated-edits nil vc-handled-backends nil)
(cl-defmethod project-root ((project (head kb))) (cdr project))
(setq project-find-functions (list (lambda (_) (cons 'kb (getenv "FOLDER")))))
(find-file (getenv "FIRST"))
(unless (eglot-current-server)
  (apply #'eglot--connect (eglot--guess-contact)))
(wait-for (lambda () (eglot-current-server)))
(wait-for (lambda ()
            (cl-some (lambda (each) (= (plist-get each :kind) 15))
                     (append (jsonrpc-request (eglot-current-server) :workspace/symbol
                                              (list :query (getenv "LAST")))
                             nil))))
(goto-char (point-max))
(insert "\\n\\n## To be renamed\\n\\nSee [[#To be renamed]] and [[" (getenv "BEGIN"))
(eglot--signal-textDocument/didChange)
(let* ((found (eglot-completion-at-point))
       (names (all-completions "" (nth 2 found))))
  (princ (format "completed %s\\n" (substring-no-properties (car names)))))
(insert (substring (getenv "SECOND") (length (getenv "BEGIN"))) "]]")
(eglot--signal-textDocument/didChange)
(backward-char 4)
(xref-find-definitions "LSP identifier at point.")
(princ (format "jumped %s\\n" (buffer-file-name)))
(find-file (getenv "FIRST"))
(goto-char (point-min))
(search-forward "## To be")
(eglot-rename "Renamed here")
(wait-for (lambda ()
            (save-excursion (goto-char (point-min)) (search-forward "## Renamed here" nil t))))
(save-some-buffers t)
(princ "renamed\\n")
"""


def block(language: str, mark: str) -> str:
    """Returns the first example in that language that has a word."""
    blocks: list[str] = re.findall(rf"```{language}\n(.*?)```", DOCS.read_text(), re.DOTALL)
    return next(each for each in blocks if mark in each)


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    """Returns a folder of generated notes."""
    generate(tmp_path / "vault", 60, seed=7)
    return tmp_path / "vault"


def linked_title(vault: Path) -> tuple[Path, Path]:
    """Returns two notes: the second is linked by others, and no other name begins as its does."""
    files = sorted(vault.rglob("*.md"))
    text = "\n".join(file.read_text() for file in files)
    starts = [file.stem[:5] for file in files]
    second = next(
        file
        for file in files
        if text.count(f"[[{file.stem}]]") > 1 and starts.count(file.stem[:5]) == 1
    )
    first = next(
        file for file in files if file != second and f"[[{second.stem}" not in file.read_text()
    )
    return first, second


def environment(tmp_path: Path, vault: Path, first: Path, second: Path) -> dict[str, str]:
    """Returns an environment with an empty home, in which ``kb`` is this program."""
    place = tmp_path / "bin"
    place.mkdir()
    script = place / "kb"
    db = tmp_path / "none.db"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kb --db "{db}" "$@"\n')
    script.chmod(0o755)
    (tmp_path / "home").mkdir()
    return {
        "PATH": f"{place}:{os.environ['PATH']}",
        "HOME": str(tmp_path / "home"),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "SEEN": str(tmp_path / "seen.json"),
        "FOLDER": f"{vault}/",
        "FIRST": first.name,
        "SECOND": second.stem,
        "BEGIN": second.stem[:5],
        "LAST": "How it works",
    }


def renamed_everywhere(vault: Path, old: str, new: str) -> bool:
    texts = [file.read_text() for file in vault.rglob("*.md")]
    return not any(f"[[{old}" in text for text in texts) and any(f"[[{new}" in t for t in texts)


def test_neovim_completes_jumps_and_renames(tmp_path: Path, vault: Path) -> None:
    nvim = shutil.which(os.environ.get("KB_NVIM", "nvim"))
    if nvim is None:
        pytest.skip("there is no Neovim")
    first, second = linked_title(vault)
    environ = environment(tmp_path, vault, first, second)
    said = subprocess.run([nvim, "--version"], capture_output=True, text=True, check=True).stdout
    version = re.match(r"NVIM v0\.(\d+)", said)
    assert version is not None
    is_new = int(version[1]) >= 11
    config = tmp_path / "init.lua"
    config.write_text(block("lua", "vim.lsp.enable" if is_new else "start_client"))
    (vault / ".git").mkdir()
    driver = tmp_path / "driver.lua"
    driver.write_text(DRIVER)
    command = [nvim, "--headless", "-n", "-u", str(config), "-c", f"luafile {driver}"]
    done = subprocess.run(
        [*command, first.relative_to(vault)],
        cwd=vault,
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    seen: dict[str, Any] = json.loads(Path(environ["SEEN"]).read_text())
    assert "failed" not in seen, done.stderr
    assert seen["completed"] == f"See [[{second.stem}]]"
    assert Path(seen["jumped"]) == second
    assert seen["renamed"] == "See [[Renamed here]]"
    assert not second.exists()
    assert second.with_name("Renamed here.md").exists()
    assert renamed_everywhere(vault, second.stem, "Renamed here")


def test_emacs_completes_jumps_and_renames(tmp_path: Path, vault: Path) -> None:
    emacs = shutil.which("emacs")
    if emacs is None:
        pytest.skip("there is no Emacs")
    asked = [emacs, "--batch", "--eval", "(require 'eglot)"]
    if subprocess.run(asked, capture_output=True, check=False).returncode:
        pytest.skip("this Emacs has no Eglot")
    first, second = linked_title(vault)
    environ = environment(tmp_path, vault, first, second) | {"FIRST": str(first)}
    driver = tmp_path / "driver.el"
    driver.write_text(f"{block('elisp', 'eglot-server-programs')}\n{EMACS}")
    done = subprocess.run(
        [emacs, "--batch", "--load", str(driver)],
        cwd=vault,
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.stdout.splitlines() == [
        f"completed {second.stem}",
        f"jumped {second}",
        "renamed",
    ], done.stderr
    text = first.read_text()
    assert "## Renamed here" in text
    assert "See [[#Renamed here]]" in text
