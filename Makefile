# Few targets; each one says what it does. `make demo` and `make test` are all that a new user needs.

SWIFT_FLAGS := -c release --explicit-target-dependency-import-check error
PROGRAMS := .build/release

.PHONY: help setup build demo test check cross deploy bench clean

help: ## Lists the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST)

setup: ## Installs what is missing from Debian's packages
	@scripts/setup.sh

build: setup ## Builds both programs into .build/release
	swift build $(SWIFT_FLAGS)

demo: build ## The whole loop on this machine, in under 8 minutes: ends with a summary and out/demo.html
	@mkdir -p out
	$(PROGRAMS)/coordinator demo --report out/demo.html $(DEMO)

test: setup ## Every test, against the real peers
	swift build $(SWIFT_FLAGS) --build-tests
	scripts/test.sh $(SWIFT_FLAGS)

check: setup ## Format, warnings as errors, import rules, linkage, the README's commands
	@scripts/check.sh $(SWIFT_FLAGS)

cross: setup ## Both programs for aarch64, the agent and its unit tests under qemu (as root)
	cross/test-qemu.sh

deploy: setup ## Packages for amd64 and arm64, their life in clean Debian roots, provisioning (as root)
	pi-cluster/build-packages.sh
	pi-cluster/build-packages.sh --arch arm64 edge-agent
	pi-cluster/build-packages.sh --arch arm64 slice-coordinator
	scripts/peers/install.sh
	pi-cluster/test.sh
	pi-cluster/ansible/test.sh
	pi-cluster/kubernetes/images.sh

bench: build ## Every benchmark beside its peer
	Benchmarks/run

clean: ## Removes what was built
	rm -rf .build out
