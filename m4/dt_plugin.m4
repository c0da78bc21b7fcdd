# DT_PLUGIN(NAME, PKG-CONFIG MODULES, SUMMARY): --enable-NAME=auto|yes|no.
# "yes" with a library missing stops configure; the summary has the reason for each "no".
AC_DEFUN([DT_PLUGIN], [
  AC_ARG_ENABLE([$1], [AS_HELP_STRING([--enable-$1=@<:@yes/no/auto@:>@], [$3])],
    [], [enable_$1=$enable_plugins])
  dt_$1_why=
  AS_IF([test "x$enable_$1" = xno], [dt_$1_why="off by request"],
    [m4_ifval([$2],
      [PKG_CHECK_MODULES(m4_toupper([$1]), [$2], [enable_$1=yes],
        [AS_IF([test "x$enable_$1" = xyes],
           [AC_MSG_ERROR([--enable-$1 asked for, but not found: $2])])
         dt_$1_why="not found: $2"; enable_$1=no])],
      [enable_$1=yes])])
  AM_CONDITIONAL([PLUGIN_]m4_toupper([$1]), [test "x$enable_$1" = xyes])
  AS_IF([test "x$enable_$1" != xyes], [
    dt_left_out="$dt_left_out $1"
    dt_left_out_table="$dt_left_out_table{ \"$1\", \"$dt_$1_why\" }, "])
  AS_VAR_APPEND([dt_summary], ["
    $1: $enable_$1${dt_$1_why:+ ($dt_$1_why)}"])
])

# DT_LEFT_OUT: what of the plugins is not built, for messages; dt_left_out_warning has a line for
# each pipeline of the program that cannot run so.  Translators of a file are a choice: it runs
# with those that are there.
AC_DEFUN([DT_LEFT_OUT], [
  AC_DEFINE_UNQUOTED([PLUGINS_LEFT_OUT], [$dt_left_out_table],
    [{ "name", "reason" }, for each plugin that is not built])
  dt_left_out_warning=
  for dt_conf in "$srcdir"/pipelines/*.conf; do
    dt_lacks=
    for dt_name in $dt_left_out; do
      AS_IF([sed '/^translators:/,/^};/d' "$dt_conf" | grep "uses *= *\"$dt_name\." >/dev/null],
        [dt_lacks="$dt_lacks${dt_lacks:+, }$dt_name"])
    done
    AS_IF([test -n "$dt_lacks"], [dt_left_out_warning="$dt_left_out_warning
    `basename "$dt_conf"` uses $dt_lacks"])
  done
])

# DT_MUPDF: Debian's libmupdf is static, its .pc file lacks HarfBuzz, and it is built
# without ICC, which changes struct fz_context: the macro must say the same.
AC_DEFUN([DT_MUPDF], [
  MUPDF_CFLAGS="-DFZ_ENABLE_ICC=0"
  AS_IF([test "x$enable_pdf" = xyes], [
    AC_CHECK_HEADER([mupdf/fitz.h], [], [AC_MSG_ERROR([libmupdf-dev is needed for the pdf plugin, or --disable-pdf])])
    MUPDF_LIBS=`$PKG_CONFIG --libs --static mupdf`
    MUPDF_LIBS="$MUPDF_LIBS -lharfbuzz"
  ])
  AC_SUBST([MUPDF_CFLAGS])
  AC_SUBST([MUPDF_LIBS])
])

# DT_UNISTRING: GNU libunistring has no .pc file; what a letter is, it knows.
AC_DEFUN([DT_UNISTRING], [
  UNISTRING_LIBS=
  AS_IF([test "x$enable_route$enable_pseudo$enable_apertium$enable_memory" != xnononono], [
    AC_CHECK_HEADER([unictype.h], [],
      [AC_MSG_ERROR([libunistring-dev is needed for the route, pseudo and apertium plugins, or --disable-route --disable-pseudo --disable-apertium])])
    UNISTRING_LIBS=-lunistring
  ])
  AC_SUBST([UNISTRING_LIBS])
])

# DT_STEMMER: Snowball has no .pc file; it knows which words are forms of one.
AC_DEFUN([DT_STEMMER], [
  STEMMER_LIBS=
  AS_IF([test "x$enable_route" = xyes], [
    AC_CHECK_HEADER([libstemmer.h], [],
      [AC_MSG_ERROR([libstemmer-dev is needed for the route plugin, or --disable-route])])
    STEMMER_LIBS=-lstemmer
  ])
  AC_SUBST([STEMMER_LIBS])
])

# DT_TYPESET: words of Thai, of Lao and Khmer, and hyphenation, each when its library is there.
AC_DEFUN([DT_TYPESET], [
  PKG_CHECK_MODULES([LIBTHAI], [libthai],
    [AC_DEFINE([HAVE_LIBTHAI], [1], [libthai finds the words of Thai text])], [:])
  PKG_CHECK_MODULES([ICU], [icu-uc],
    [AC_DEFINE([HAVE_ICU], [1], [ICU finds the words of Lao, Khmer and Burmese text])], [:])
  HYPHEN_LIBS=
  AC_CHECK_HEADER([hyphen.h], [AC_CHECK_LIB([hyphen], [hnj_hyphen_load], [
    AC_DEFINE([HAVE_LIBHYPHEN], [1], [libhyphen finds where words may be divided])
    HYPHEN_LIBS=-lhyphen])])
  AC_SUBST([HYPHEN_LIBS])
])

# DT_CLD2: tells languages apart.  It has no .pc file and a C++ interface; the two functions that
# are called take nothing that C has not.
AC_DEFUN([DT_CLD2], [
  CLD2_LIBS=
  AC_CHECK_LIB([cld2], [_ZN4CLD221DetectLanguageSummaryEPKcibPNS_8LanguageEPiS4_Pb], [
    AC_DEFINE([HAVE_CLD2], [1], [CLD2 finds the language of a text])
    CLD2_LIBS=-lcld2])
  AC_SUBST([CLD2_LIBS])
])

# DT_CHAIN: Apertium's libraries are C++ without a stable interface; where they are not there, its
# programs run one by one.
AC_DEFUN([DT_CHAIN], [
  have_chain=no
  AS_IF([test "x$enable_apertium" = xyes],
    [PKG_CHECK_MODULES([CHAIN], [apertium >= 3.8 lttoolbox >= 3.6 libxml-2.0 icu-io icu-uc],
      [have_chain=yes], [:])])
  AS_IF([test "x$have_chain" = xyes], [
    AC_LANG_PUSH([C++])
    dt_save_CPPFLAGS=$CPPFLAGS dt_save_LIBS=$LIBS
    CPPFLAGS="$CPPFLAGS $CHAIN_CFLAGS" LIBS="-lapertium-lex-tools $CHAIN_LIBS $LIBS"
    AC_MSG_CHECKING([for Apertium's libraries])
    AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <apertium-lex-tools/lrx_processor.h>
#include <apertium/transfer.h>]], [[LRXProcessor processor; Transfer transfer; transfer.setNullFlush(true);]])],
      [CHAIN_LIBS="-lapertium-lex-tools $CHAIN_LIBS"], [have_chain=no])
    AC_MSG_RESULT([$have_chain])
    CPPFLAGS=$dt_save_CPPFLAGS LIBS=$dt_save_LIBS
    AC_LANG_POP([C++])
  ])
  AM_CONDITIONAL([APERTIUM_CHAIN], [test "x$have_chain" = xyes])
])
