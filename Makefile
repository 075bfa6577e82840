# SPDX-License-Identifier: EUPL-1.2
# One Makefile, not recursive. Modules, their borders and their libraries: scripts/layers.
VERSION    := 0.1
MODE       ?= release
PREFIX     ?= /usr/local
DESTDIR    ?=
BINDIR     ?= $(PREFIX)/bin
LIBDIR     ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
MANDIR     ?= $(PREFIX)/share/man
DATADIR    ?= $(PREFIX)/share/svar
PLUGINDIR  ?= $(LIBDIR)/svar/plugins
PKG_CONFIG ?= pkg-config
INSTALL    ?= install
BUILD      ?= build
B          := $(BUILD)/$(MODE)
-include config.mk

std  := -std=c17 -D_GNU_SOURCE
warn := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
        -Wold-style-definition -Wpointer-arith -Wcast-qual -Wwrite-strings -Wvla -Wundef -Wformat=2 \
        -Wswitch-enum -Wdouble-promotion -Wimplicit-fallthrough $(if $(WERROR),-Werror)
mode_debug   := -Og -g3
mode_release := -O2 -g -fstack-protector-strong -D_FORTIFY_SOURCE=2
mode_asan    := -O1 -g3 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
mode_tsan    := -O1 -g3 -fsanitize=thread
mode_cov     := -O0 -g3 --coverage
mode_analyze := -O1 -fanalyzer -Wno-analyzer-too-complex
mode_fuzz    := -O1 -g3 -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined
ifeq ($(filter mode_$(MODE),$(filter mode_%,$(.VARIABLES))),)
$(error MODE=$(MODE) is not one of debug release asan tsan cov analyze fuzz)
endif
flags    := $(std) $(warn) $(mode_$(MODE)) -fPIE -fvisibility=hidden -MMD -MP
sanlink  := $(filter -fsanitize=% --coverage,$(mode_$(MODE)))
# A library of a module's that a program has no use for is not loaded by it.
hardlink := -pie -Wl,-z,relro,-z,now -Wl,--as-needed

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules
Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-6s %s\n' '$(1)' '$(2)')

# ---- modules, read from the table ----
layer    = $(shell awk -F: '{ gsub(/ /, "", $$1) } $$1 == "$(1)" { print $$$(2) }' scripts/layers)
modules := $(shell awk -F: '/^[a-z]/ { print $$1 }' scripts/layers)
modules := $(foreach m,$(modules),$(if $(wildcard engine/$(m)/*.c),$(m)))
programs_kiosk     := svar-kiosk
programs_collector := svar-collector
programs_organizer := svar
programs_robot     := svar-robot
programs_courier   := svar-courier
# All that a module stands on, itself first. The table has no circles, so this ends.
closure  = $(sort $(1) $(foreach n,$(needs_$(1)),$(call closure,$(n))))
cflags   = $(shell $(PKG_CONFIG) --cflags $(1))
libs     = $(shell $(PKG_CONFIG) --libs $(1))
define read_layers
needs_$(1) := $(filter-out abi,$(call layer,$(1),2))
abi_$(1)   := $(if $(filter abi,$(call layer,$(1),2)),-Iengine/plugin/abi)
pkgs_$(1)  := $(call layer,$(1),3)
endef
$(foreach m,$(modules),$(eval $(call read_layers,$(m))))

# Goals that install what is missing themselves, or compile nothing, go on without the packages.
modest := test demo kiosk screenshots bench fuzz sim asan tsan help clean dist uninstall format lint check-layers check-headers check-format goldens xlsform-page setup-test setup-demo
ifneq ($(filter-out $(modest),$(or $(MAKECMDGOALS),all)),)
missing := $(foreach p,$(sort $(foreach m,$(modules),$(pkgs_$(m)))),$(shell $(PKG_CONFIG) --exists $(p) || echo $(p)))
ifneq ($(strip $(missing)),)
$(error not installed: $(strip $(missing)). Run scripts/setup build run)
endif
endif

# What a benchmark needs beside its module: the collector's load maker speaks TLS.
benchlibs_collector := -lssl
define module
all_$(1)  := $(filter $(modules),$(call closure,$(1)))
upkg_$(1) := $(sort $(foreach n,$(filter $(modules),$(call closure,$(1))),$(pkgs_$(n))))
src_$(1)  := $(filter-out engine/$(1)/main.c,$(wildcard engine/$(1)/*.c engine/$(1)/*/*.c))
obj_$(1)  := $$(src_$(1):%.c=$(B)/%.o)
objs += $$(obj_$(1)) $(if $(wildcard engine/$(1)/main.c),$(B)/engine/$(1)/main.o)
$(B)/engine/$(1)/%.o: private moduleflags = $$(abi_$(1)) $$(call cflags,$$(upkg_$(1)))
$(B)/lib$(1).a: $$(obj_$(1))
	$$(call say,AR,$$@)
	$(Q)rm -f $$@ && $$(AR) rcs $$@ $$^
lib-$(1): $(B)/lib$(1).a
libs_$(1)  = $$(all_$(1):%=$(B)/lib%.a)
link_$(1)  = -Wl,--start-group $$(libs_$(1)) -Wl,--end-group $$(call libs,$$(upkg_$(1))) -lm -ldl -lpthread
tests_$(1) := $$(patsubst tests/unit/%.c,$(B)/tests/%,$$(wildcard tests/unit/test_$(1)_*.c))
unit_tests += $$(tests_$(1))
$(B)/tests/unit/test_$(1)_%.o: private moduleflags = $$(abi_$(1)) $$(call cflags,$$(upkg_$(1)))
$$(tests_$(1)): $(B)/tests/%: $(B)/tests/unit/%.o $$(all_$(1):%=$(B)/lib%.a)
	$$(call say,LINK,$$@)
	$(Q)$$(CC) $(sanlink) $(hardlink) $$(LDFLAGS) -o $$@ $$< $$(link_$(1)) -lcmocka
test-$(1): $$(tests_$(1)) ## (test-MODULE) the unit tests of one module
	$(Q)scripts/run-tests $(B)/results-$(1) $$(tests_$(1))
fuzzers_$(1) := $$(patsubst tests/fuzz/%.c,$(B)/tests/%,$$(wildcard tests/fuzz/fuzz_$(1)_*.c))
fuzzers += $$(fuzzers_$(1))
$(B)/tests/fuzz/fuzz_$(1)_%.o: private moduleflags = $$(abi_$(1)) $$(call cflags,$$(upkg_$(1)))
$$(fuzzers_$(1)): $(B)/tests/%: $(B)/tests/fuzz/%.o $(if $(filter fuzz,$(MODE)),,$(B)/tests/fuzz/replay.o) $$(all_$(1):%=$(B)/lib%.a)
	$$(call say,LINK,$$@)
	$(Q)$$(CC) $(sanlink) $(if $(filter fuzz,$(MODE)),-fsanitize=fuzzer) $(hardlink) $$(LDFLAGS) -o $$@ $$(filter %.o,$$^) $$(link_$(1))
benches_$(1) := $$(patsubst tests/bench/%.c,$(B)/tests/%,$$(wildcard tests/bench/bench_$(1).c))
benches += $$(benches_$(1))
$(B)/tests/bench/bench_$(1).o: private moduleflags = $$(abi_$(1)) $$(call cflags,$$(upkg_$(1)))
$$(benches_$(1)): $(B)/tests/%: $(B)/tests/bench/%.o $$(all_$(1):%=$(B)/lib%.a)
	$$(call say,LINK,$$@)
	$(Q)$$(CC) $(sanlink) $(hardlink) $$(LDFLAGS) -o $$@ $$< $$(link_$(1)) $(benchlibs_$(1))
ifneq ($(wildcard engine/$(1)/main.c),)
programs += $(B)/bin/$(programs_$(1))
$(B)/bin/$(programs_$(1)): $(B)/engine/$(1)/main.o $$(all_$(1):%=$(B)/lib%.a)
	@mkdir -p $$(@D)
	$$(call say,LINK,$$@)
	$(Q)$$(CC) $(sanlink) $(hardlink) $$(LDFLAGS) -o $$@ $$< $$(link_$(1))
endif
.PHONY: lib-$(1) test-$(1)
endef
$(foreach m,$(modules),$(eval $(call module,$(m))))

# What the kiosk starts to reach its collector stands beside it.
$(B)/bin/svar-kiosk: | $(B)/bin/svar-courier

# ---- the simulator: devices, collectors and the desk's archive in one process, see tests/sim ----
sim_modules := $(filter $(modules),$(sort $(foreach m,store sync collector archive,$(call closure,$(m)))))
sim_packages := $(sort $(foreach m,$(sim_modules),$(pkgs_$(m))))
sim_objects := $(patsubst %.c,$(B)/%.o,$(wildcard tests/sim/*.c))
simulator   := $(if $(sim_objects),$(B)/tests/svar-sim)
$(B)/tests/sim/%.o: private moduleflags = $(call cflags,$(sim_packages))
$(simulator): $(sim_objects) $(sim_modules:%=$(B)/lib%.a)
	$(call say,LINK,$@)
	$(Q)$(CC) $(sanlink) $(hardlink) -Wl,--wrap=open,--wrap=mkostemp,--wrap=write,--wrap=pwrite,--wrap=fsync,--wrap=rename,--wrap=unlink $(LDFLAGS) -o $@ $(sim_objects) -Wl,--start-group $(sim_modules:%=$(B)/lib%.a) -Wl,--end-group $(call libs,$(sim_packages)) -lm -lpthread
sim: $(simulator) ## the deterministic simulator; SEEDS=500 START=1
	$(Q)$(simulator) --start $(or $(START),1) --seeds $(or $(SEEDS),500) $(if $(VERBOSE),--verbose)

crowd: $(B)/tests/test_kiosk_touches $(B)/plugins/youth.so ## touches by chance on all cores; EVENTS=1000000 SEED=1
	$(Q)scripts/crowd $(B) $(or $(EVENTS),1000000) $(or $(SEED),1)

# ---- plugins: one shared object a folder; they see the ABI headers and the forms, nothing else ----
plugin_names := $(patsubst plugins/%/,%,$(dir $(wildcard plugins/*/*.c)))
plugins := $(addprefix $(B)/plugins/,$(addsuffix .so,$(sort $(plugin_names))))
define plugin
$(B)/plugins/$(1).so: $(wildcard plugins/$(1)/*.c plugins/$(1)/*.h) $(wildcard engine/plugin/abi/svar/*.h) $(patsubst forms/%.md,$(B)/gen/forms/%.h,$(wildcard forms/*.md)) Makefile
	@mkdir -p $$(@D)
	$$(call say,PLUGIN,$$@)
	$(Q)$$(CC) $(std) $(warn) $(mode_$(MODE)) -fvisibility=hidden -fPIC -shared -Wl,-z,relro,-z,now -Iengine/plugin/abi -I$(B)/gen $$(CPPFLAGS) $$(CFLAGS) $(sanlink) $$(LDFLAGS) -o $$@ $$(filter %.c,$$^)
	@chmod go-w $$@ $$(@D) # the loader refuses what others may write
endef
$(foreach p,$(sort $(plugin_names)),$(eval $(call plugin,$(p))))

$(B)/gen/forms/%.h: forms/%.md scripts/embed
	@mkdir -p $(@D)
	$(call say,EMBED,$@)
	$(Q)scripts/embed form_$(subst -,_,$*) $< > $@

all: $(modules:%=$(B)/lib%.a) $(programs) $(plugins) ## everything that is installed

$(B)/%.o: %.c Makefile scripts/layers
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(flags) -Iengine -I. -DSVAR_VERSION='"$(VERSION)"' -DSVAR_PLUGINDIR='"$(PLUGINDIR)"' -DSVAR_DATADIR='"$(DATADIR)"' $(moduleflags) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

# ---- tests ----
script_tests := $(sort $(wildcard tests/*/test_*.sh))
tests-built: all $(unit_tests) $(fuzzers) $(simulator)
test: setup-test ## installs what is missing, builds, runs every test
	$(Q)$(MAKE) --no-print-directory run-tests
setup-test:
	$(Q)scripts/setup build run peers
setup-demo:
	$(Q)scripts/setup build run
run-tests: tests-built
	$(Q)SVAR_BUILD=$(abspath $(B)) scripts/run-tests $(B)/results $(unit_tests) $(fuzzers) $(script_tests)
asan tsan: ## the tests under sanitizers
	$(Q)$(MAKE) --no-print-directory MODE=$@ test

fuzz: ## coverage-guided fuzzing; ONLY=seal_batch SECONDS=60
	$(Q)scripts/setup build peers
	$(Q)$(MAKE) --no-print-directory MODE=fuzz CC=clang fuzzers-built
	$(Q)scripts/fuzz $(BUILD)/fuzz "$(ONLY)" "$(or $(SECONDS),60)"
fuzzers-built: $(fuzzers)
bench: setup-demo ## one line a figure, "name value unit", medians; ONLY=form|seal|store|…
	$(Q)$(MAKE) --no-print-directory MODE=release benches-built
	$(Q)scripts/bench $(BUILD)/release "$(ONLY)"
benches-built: all $(benches)

# ---- checks that are not tests ----
check: check-layers check-headers check-exports check-format ## layers, headers, exports, formatting
check-layers:
	$(Q)scripts/check-layers
check-headers:
	$(Q)scripts/check-headers
check-exports: all
	$(Q)scripts/check-exports $(B)
check-format:
	$(Q)git ls-files -co --exclude-standard '*.c' '*.h' | xargs -r clang-format --dry-run --Werror
format: ## put all C files into the house's form
	$(Q)git ls-files -co --exclude-standard '*.c' '*.h' | xargs -r clang-format -i
lint: ## cppcheck
	$(Q)scripts/lint

# ---- the main job; QUESTIONNAIRE=q-ung or q-pepb for the others ----
export QUESTIONNAIRE
demo: setup-demo ## the whole way, from questionnaire to report, on real input
	$(Q)$(MAKE) --no-print-directory MODE=release all
	$(Q)scripts/demo $(abspath $(BUILD)/release) $(abspath $(BUILD)/demo)
screenshots: demo ## the README's picture, taken anew
	cp $(BUILD)/demo/screenshots/05-sv-q2.png assets/screenshots/question.png
kiosk: setup-demo ## the demo's survey on this screen, for a person to touch
	$(Q)$(MAKE) --no-print-directory MODE=release all
	$(Q)scripts/kiosk $(abspath $(BUILD)/release) $(abspath $(BUILD)/kiosk)

# ---- install ----
$(B)/svar.pc: Makefile
	@mkdir -p $(@D)
	$(Q)printf 'prefix=$(PREFIX)\nincludedir=$(INCLUDEDIR)\nplugindir=$(PLUGINDIR)\n\nName: svar\nDescription: headers for Svar plugins\nVersion: $(VERSION)\nCflags: -I$${includedir}\n' > $@
install: all $(B)/svar.pc ## to DESTDIR and PREFIX
	$(INSTALL) -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(PLUGINDIR) $(DESTDIR)$(INCLUDEDIR)/svar $(DESTDIR)$(LIBDIR)/pkgconfig $(DESTDIR)$(MANDIR)/man1 $(DESTDIR)$(MANDIR)/man7 $(DESTDIR)$(DATADIR)/forms
	$(INSTALL) -m 755 $(programs) $(DESTDIR)$(BINDIR)
	$(INSTALL) -m 755 $(plugins) $(DESTDIR)$(PLUGINDIR)
	$(INSTALL) -m 644 engine/plugin/abi/svar/*.h $(DESTDIR)$(INCLUDEDIR)/svar
	$(INSTALL) -m 644 $(B)/svar.pc $(DESTDIR)$(LIBDIR)/pkgconfig
	$(INSTALL) -m 644 $(wildcard assets/man/*.1) $(DESTDIR)$(MANDIR)/man1
	$(INSTALL) -m 644 $(wildcard assets/man/*.7) $(DESTDIR)$(MANDIR)/man7
	$(INSTALL) -d $(DESTDIR)$(DATADIR)/nginx $(DESTDIR)$(DATADIR)/systemd
	$(INSTALL) -m 644 $(wildcard assets/nginx/*) $(DESTDIR)$(DATADIR)/nginx
	$(INSTALL) -m 644 $(wildcard assets/systemd/*) $(DESTDIR)$(DATADIR)/systemd
	$(INSTALL) -m 644 $(wildcard forms/*.md forms/*.json) $(DESTDIR)$(DATADIR)/forms
uninstall: ## what install put there
	rm -f $(patsubst $(B)/bin/%,$(DESTDIR)$(BINDIR)/%,$(programs)) $(patsubst $(B)/plugins/%,$(DESTDIR)$(PLUGINDIR)/%,$(plugins))
	rm -f $(patsubst assets/man/%,$(DESTDIR)$(MANDIR)/man1/%,$(wildcard assets/man/*.1)) $(patsubst assets/man/%,$(DESTDIR)$(MANDIR)/man7/%,$(wildcard assets/man/*.7)) $(DESTDIR)$(LIBDIR)/pkgconfig/svar.pc
	rm -rf $(DESTDIR)$(INCLUDEDIR)/svar $(DESTDIR)$(DATADIR)
goldens: setup-test ## the exact pictures of every page anew, once somebody has looked at them
	$(Q)$(MAKE) --no-print-directory MODE=release $(BUILD)/release/plugins/youth.so $(BUILD)/release/tests/test_kiosk_golden
	$(Q)SVAR_GOLDENS_WRITE=tests/golden/pages.txt $(BUILD)/release/tests/test_kiosk_golden
xlsform-page: ## svar-xlsform(7) anew from assets/xlsform-support.tsv
	$(Q)scripts/xlsform-page assets/xlsform-support.tsv >assets/man/svar-xlsform.7
dist: ## a source archive of HEAD
	@mkdir -p $(BUILD) && git archive --prefix=svar-$(VERSION)/ HEAD | gzip -9n > $(BUILD)/svar-$(VERSION).tar.gz
clean: ## removes the build folder
	rm -rf $(BUILD)
help: ## this text
	@awk -F':.*## ' '/^[a-z][a-z -]*:.*## /{ printf "  %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
.PHONY: all tests-built sim crowd test setup-test setup-demo run-tests asan tsan fuzz fuzzers-built bench benches-built check check-layers check-headers check-exports check-format format lint demo screenshots kiosk install uninstall goldens xlsform-page dist clean help
.SECONDARY:
-include $(objs:.o=.d) $(unit_tests:$(B)/tests/%=$(B)/tests/unit/%.d) $(fuzzers:$(B)/tests/%=$(B)/tests/fuzz/%.d) $(benches:$(B)/tests/%=$(B)/tests/bench/%.d) $(sim_objects:.o=.d)
