# Two commands are enough: `make run` and `make test`. Both install what is missing and say what they are doing.

CACHE ?= $(HOME)/.cache/hotwash
TOOLS := $(CACHE)/tools
export CARGO_TARGET_DIR ?= $(CACHE)/target
export PATH := $(TOOLS)/bin:$(PATH)
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD := 1

WASM_BINDGEN := $(shell sed -n '/^name = "wasm-bindgen"$$/{n;s/version = "\(.*\)"/\1/p;}' Cargo.lock)
# The newest that builds with the oldest Rust this project supports.
CARGO_LEPTOS := 0.3.10
HOTWASH := $(CARGO_TARGET_DIR)/debug/hotwash
SURREAL := $(CARGO_TARGET_DIR)/debug/surreal

say = @printf '\033[1m%s\033[0m\n' "$(1)"

.PHONY: run test check dev release bench bench-live site program tools browser clean

## The demo workspace in the browser.
run: site program
	$(call say,The demo workspace; stop it with Ctrl-C)
	$(HOTWASH) serve --demo --data-dir demo-data

## Every test: the rules, the storage, the program, and people in a browser.
test: tools browser site
	$(call say,Rust tests: 1 minute once built; the first build takes 10 to 15 minutes)
	cargo build --bins
	HOTWASH_SURREAL=$(SURREAL) cargo test
	$(call say,People in a browser: 3 minutes)
	cd end2end && HOTWASH_BIN=$(HOTWASH) npx playwright test

## Formatting, lints for both targets, and the tests that need no browser.
check: $(TOOLS)/wasm-target
	cargo fmt --all --check
	$(call say,Lints: the first time 8 minutes)
	cargo clippy --all-targets -- -D warnings
	cargo clippy -p frontend --target wasm32-unknown-unknown --target-dir $(CARGO_TARGET_DIR)/front -- -D warnings
	$(call say,Tests without a browser)
	cargo build --bins
	HOTWASH_SURREAL=$(SURREAL) cargo test

## Builds again, starts again and reloads the page whenever a file changes.
dev: tools
	node server/dev.mjs $(HOTWASH) serve --demo --data-dir demo-data

## The optimised program, with the site inside: target/release/hotwash. The first time 40 minutes.
release: tools
	$(call say,The browser part)
	PATH="$(CURDIR)/style/node_modules/.bin:$$PATH" cargo leptos build --release --frontend-only --precompress
	cd style && node build.mjs --compress
	$(call say,The program)
	cargo build --release -p server
	$(call say,Done: $(CARGO_TARGET_DIR)/release/hotwash)

## What an optimised Hotwash does on this machine: start, memory, pages, commands, first load. 5 minutes once built.
bench: release
	cargo build --release -p bench
	$(CARGO_TARGET_DIR)/release/bench

## How fast changes reach a full room, 20 to 2,500 people at once, beside a plain WebSocket broadcast. 10 minutes once built.
bench-live: release
	cargo build --release -p bench
	$(CARGO_TARGET_DIR)/release/bench-live

## The browser part: wasm, JavaScript and style.
site: tools
	$(call say,Building the browser part: 3 minutes the first time)
	rm -f site/pkg/*.br site/pkg/*.gz
	cargo leptos build --frontend-only
	cd style && node build.mjs

## The program and what it needs to serve.
program:
	$(call say,Building the program: 8 minutes the first time)
	cargo build -p server

tools: $(TOOLS)/wasm-target $(TOOLS)/wasm-bindgen-$(WASM_BINDGEN) $(TOOLS)/cargo-leptos-$(CARGO_LEPTOS) style/node_modules/.package-lock.json

$(TOOLS)/wasm-target:
	$(call say,Adding Rust’s wasm32-unknown-unknown target)
	rustup target add wasm32-unknown-unknown
	@mkdir -p $(TOOLS) && touch $@

$(TOOLS)/wasm-bindgen-$(WASM_BINDGEN):
	$(call say,Installing wasm-bindgen-cli $(WASM_BINDGEN): 3 minutes)
	cargo install --root $(TOOLS) --target-dir $(TOOLS)/build wasm-bindgen-cli --version $(WASM_BINDGEN)
	@touch $@

# Unoptimised, because building it takes longer than everything it will ever do.
$(TOOLS)/cargo-leptos-$(CARGO_LEPTOS):
	$(call say,Installing cargo-leptos $(CARGO_LEPTOS): 6 minutes)
	CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=256 \
	cargo install --locked --root $(TOOLS) --target-dir $(TOOLS)/build cargo-leptos --version $(CARGO_LEPTOS)
	@touch $@

style/node_modules/.package-lock.json: style/package-lock.json
	$(call say,Installing what the style is built with)
	cd style && npm ci --no-fund --no-audit
	@touch $@

end2end/node_modules/.package-lock.json: end2end/package-lock.json
	$(call say,Installing Playwright)
	cd end2end && npm ci --no-fund --no-audit
	@touch $@

# Chromium comes from the system's packages; Playwright drives it.
browser: end2end/node_modules/.package-lock.json
	@command -v chromium >/dev/null || { \
	  printf 'Installing Chromium from the system’s packages: 1 minute\n'; \
	  SUDO=$$([ $$(id -u) = 0 ] || echo sudo); \
	  $$SUDO apt-get update -q && $$SUDO apt-get install -y -q chromium; }

clean:
	rm -rf site demo-data style/node_modules end2end/node_modules
