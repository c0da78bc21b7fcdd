# DT_FLAGS: warnings, hidden symbols; --enable-werror makes warnings errors.
AC_DEFUN([DT_FLAGS], [
  AC_ARG_ENABLE([werror], [AS_HELP_STRING([--enable-werror], [warnings are errors])],
    [], [enable_werror=no])
  WARN_CFLAGS=
  for dt_flag in -std=gnu17 -fvisibility=hidden -Wall -Wextra -Wshadow -Wundef -Wpointer-arith \
    -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings -Wvla -Wformat=2 \
    -Wno-format-nonliteral -Wimplicit-fallthrough; do
    AX_APPEND_COMPILE_FLAGS([$dt_flag], [WARN_CFLAGS], [-Werror])
  done
  WARN_CXXFLAGS="-std=gnu++17 -fvisibility=hidden -Wall -Wextra"
  AS_IF([test "x$enable_werror" = xyes],
    [WARN_CFLAGS="$WARN_CFLAGS -Werror"; WARN_CXXFLAGS="$WARN_CXXFLAGS -Werror"])
  AC_SUBST([WARN_CFLAGS])
  AC_SUBST([WARN_CXXFLAGS])
])

# DT_SANITIZERS: --with-sanitizers=address,undefined or thread.
AC_DEFUN([DT_SANITIZERS], [
  AC_ARG_WITH([sanitizers],
    [AS_HELP_STRING([--with-sanitizers=LIST], [address,undefined or thread])],
    [], [with_sanitizers=no])
  SANITIZER_FLAGS=
  AS_IF([test "x$with_sanitizers" != xno],
    [SANITIZER_FLAGS="-fsanitize=$with_sanitizers -fno-omit-frame-pointer -fno-sanitize-recover=all"])
  AC_SUBST([SANITIZER_FLAGS])
  # clang leaves the sanitizer's own symbols undefined in shared objects
  MODULE_DEFS_LDFLAGS="-Wl,-z,defs"
  AS_IF([test "x$with_sanitizers" != xno], [MODULE_DEFS_LDFLAGS=])
  AC_SUBST([MODULE_DEFS_LDFLAGS])
])
