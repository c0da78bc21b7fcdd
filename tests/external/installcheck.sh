#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Builds the example plugin outside of the tree against what is installed, with nothing
# but pkg-config, installs it, uses it in a pipeline, and takes it away again.
# From make installcheck: bindir, pkgconfigdir, pipelinedir, DESTDIR, top_srcdir, CC.
set -eu
PKG_CONFIG_PATH=$DESTDIR$pkgconfigdir
PKG_CONFIG_SYSROOT_DIR=$DESTDIR
export PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR
unset DT_PLUGIN_PATH DT_PIPELINE_PATH || true
work=$(mktemp -d "${TMPDIR:-/tmp}/dt-installcheck.XXXXXX")
doctranslate=$DESTDIR$bindir/doctranslate
plugindir=$DESTDIR$(PKG_CONFIG_SYSROOT_DIR='' pkg-config --variable=plugindir doctranslate-plugin)
pipelines=$DESTDIR$pipelinedir
if [ -n "$DESTDIR" ]; then
	DT_PLUGIN_PATH=$plugindir
	DT_PIPELINE_PATH=$pipelines
	export DT_PLUGIN_PATH DT_PIPELINE_PATH
fi
trap 'rm -rf "$work" "$plugindir/shout.so"' EXIT
fail() {
	echo "installcheck: $*" >&2
	exit 1
}

"$doctranslate" --version >"$work/version" || fail "the installed program does not start"
"$doctranslate" plugins >"$work/plugins" || fail "doctranslate plugins failed"

# the example alone, away from the source tree
mkdir "$work/shout"
cp "$top_srcdir/tests/external/shout.c" "$top_srcdir/tests/external/Makefile" "$work/shout"
(cd "$work/shout" && make -s CC="$CC" CFLAGS= && make -s install CFLAGS= PLUGINDIR="$plugindir" DESTDIR=) ||
	fail "the example plugin does not build"
"$doctranslate" plugins >"$work/plugins" && grep -q shout "$work/plugins" || {
	cat "$work/plugins"
	fail "the example plugin is not listed"
}

# in a pipeline: a copy of the shipped one with one more translator
sed '/^translators:/,/^};/ s/^{/{\n  shout: { uses = "shout.shout"; options: { sign = "!"; }; };/' \
	"$pipelines/translate.conf" >"$work/shout.conf"
"$doctranslate" translate "$top_srcdir/examples/sample/tides.pdf" -o "$work" --no-dual \
	--source-lang en --target-lang es --pipeline "$work/shout.conf" --translator shout \
	>"$work/out" 2>"$work/err" || { cat "$work/out" "$work/err"; fail "translating with the plugin failed"; }
"$doctranslate" extract "$work/tides.es.mono.pdf" --format text -o "$work/text.txt" \
	>"$work/out" 2>"$work/err" || { cat "$work/err"; fail "extract failed"; }
text=$(tr "\n" " " <"$work/text.txt")
case $text in
*"HOW TIDE TABLES ARE COMPUTED!"*) ;;
*) fail "the title was not translated by the plugin: $(printf %s "$text" | head -c 300)" ;;
esac
echo "installcheck: the example plugin was built, listed and used"
