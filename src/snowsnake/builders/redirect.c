/* Software of a tree finds its own files at the paths that Debian compiled in.
 *
 * Each program of a tree, and the interpreter, names this library first in DT_NEEDED, so that these functions come before
 * libc's in the whole process. They ask who calls: code that lies in a tree (`TREE/lib/.../libsasl2.so.2`) and names
 * `/usr/lib/.../sasl2` is given `TREE/lib/.../sasl2` (a tree has /usr merged into it). Python, extension modules, wheels
 * and programs of the host call from elsewhere and see exactly what they say. No variable is set, so children inherit
 * nothing. `tree_of` decides:
 *
 *   1. A path outside of /usr, /lib, /bin, /sbin, /etc, /opt and /var is never changed; nor is /usr/local, a file that
 *      describes the machine (/etc/passwd), or a path that is the value of an environment variable: that is the user's.
 *   2. A file that a tree has is the tree's: of those that the run path of the program names (for a Python its
 *      environment's, which plugins are added to), the caller's own, any other whose code is loaded, the interpreter's.
 *   3. Below /usr/lib, /usr/libexec and /usr/share the host's files do not exist and nothing is opened for writing, but for
 *      documents and for what the command line names.
 *      A tree itself is never written to, nor is the store by a Python, its extension modules and a wheel's programs, as
 *      on NixOS, unless it is being built (`out` is its path): root may, and must not.
 *   4. Everything else is the host's, and so is a setuid program of it, which a store cannot have, unless for root.
 *   5. A program that is named without a directory is the caller's tree's, else one on PATH. The interpreter that the
 *      first line of a script names is that of the host, which the kernel starts; where it has none, the tree's.
 *
 * The caller is found with `_dl_find_object` (glibc 2.35), which takes no lock and allocates nothing. Where a path is
 * looked for in several trees, and where a function is called for the first time, the loader's recursive locks are taken
 * (`dl_iterate_phdr`, `dlsym`). So all of this works in signal handlers, after (v)fork, and before constructors. Static
 * programs and raw system calls are out of reach, and so are functions that neither open nor look at what they name.
 */
#define _GNU_SOURCE
#define _LARGEFILE64_SOURCE
#undef _FORTIFY_SOURCE
/* Some programs pass no path, and are told EFAULT; to the compiler that cannot be in a function that is declared so. */
#define __nonnull(parameters)
#define __attribute_nonnull__(parameters)
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <fts.h>
#include <glob.h>
#include <iconv.h>
#include <libintl.h>
#include <link.h>
#include <locale.h>
#include <mntent.h>
#include <nl_types.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>
#include <utime.h>

#ifndef STORE /* tests have one of their own */
#define STORE "/nix/store/"
#endif
#ifdef __aarch64__
#define GCONV "/lib/aarch64-linux-gnu/gconv"
#else
#define GCONV "/lib/x86_64-linux-gnu/gconv"
#endif
#define MARK "/share/snowsnake/tree" /* only trees have it */
#define NOWHERE "/dev/null" /* nothing can be below a device */
#define CALLER __builtin_return_address(0)
#define NOINLINE static __attribute__((noinline))

enum purpose { READ, WRITE };
/* Whose code calls. SHARED: a library that opens files on behalf of all code, or one that is between, of which a tree's are
 * found and the host's not hidden. CRYPTO: one that opens what Python names, too, so that only its own places are meant. */
enum code { USERS, TREES, SHARED, CRYPTO };

struct root {
  char path[256]; /* of a tree: `/nix/store/HASH-native` */
};

static struct root own;            /* the tree of this library: the interpreter's */
static char program[PATH_MAX];     /* the main program, whose name the loader's list leaves out */
static struct root searched[4];    /* the trees that its run path names */
static int is_trees;               /* it is a tree's, and not the interpreter's */
static struct link_map *between[4]; /* libraries by way of which calls come here, so that nobody sees whose they are */
static uintptr_t main_start, main_size; /* where its code is, unless it is a tree's: most calls are made there */
static char **arguments, **variables;

/* --- callers ------------------------------------------------------------------------------------------------------ */

static int exists(const char *path, int not_directory) {
  struct stat found;
  int before = errno;
  int failed = syscall(SYS_newfstatat, AT_FDCWD, path, &found, AT_SYMLINK_NOFOLLOW);
  errno = before;
  return !failed && !(not_directory && S_ISDIR(found.st_mode));
}

/* Whether a file is in a tree, and in which. Store paths never change, so answers are kept. */
static int root_of(const char *file, struct root *root) {
  static struct { struct root root; int is_tree, ready; } known[64];
  static int used;
  if (strncmp(file, STORE, sizeof STORE - 1) != 0) return 0;
  const char *end = strchrnul(file + sizeof STORE - 1, '/');
  if ((size_t)(end - file) >= sizeof root->path) return 0;
  *(char *)mempcpy(root->path, file, end - file) = 0;
  int count = __atomic_load_n(&used, __ATOMIC_ACQUIRE);
  for (int i = 0; i < count && i < 64; i++)
    if (__atomic_load_n(&known[i].ready, __ATOMIC_ACQUIRE) && !strcmp(known[i].root.path, root->path))
      return known[i].is_tree;
  char mark[sizeof root->path + sizeof MARK];
  strcpy(stpcpy(mark, root->path), MARK);
  int is_tree = exists(mark, 0);
  int place = count < 64 ? __atomic_fetch_add(&used, 1, __ATOMIC_ACQ_REL) : 64;
  if (place < 64) {
    known[place].root = *root;
    known[place].is_tree = is_tree;
    __atomic_store_n(&known[place].ready, 1, __ATOMIC_RELEASE);
  }
  return is_tree;
}

/* Reads `searched` from the program's own headers, which are in memory. */
static void find_searched(void) {
  const ElfW(Phdr) *headers = (void *)getauxval(AT_PHDR);
  const ElfW(Dyn) *dynamic = 0;
  ElfW(Addr) base = 0, names = 0;
  for (unsigned long i = 0; headers && i < getauxval(AT_PHNUM); i++) {
    if (headers[i].p_type == PT_PHDR) base = (ElfW(Addr))headers - headers[i].p_vaddr;
    if (headers[i].p_type == PT_DYNAMIC) dynamic = (void *)(base + headers[i].p_vaddr);
  }
  for (const ElfW(Dyn) *entry = dynamic; entry && entry->d_tag != DT_NULL; entry++)
    if (entry->d_tag == DT_STRTAB) names = entry->d_un.d_ptr + (entry->d_un.d_ptr < base ? base : 0);
  int count = 0;
  for (const ElfW(Dyn) *entry = dynamic; names && entry->d_tag != DT_NULL; entry++) {
    if (entry->d_tag != DT_RPATH && entry->d_tag != DT_RUNPATH) continue;
    const char *path = (char *)names + entry->d_un.d_val;
    for (; path && count < 4; path = (path = strchr(path, ':')) ? path + 1 : 0) {
      struct root root;
      if (!root_of(path, &root) || !strcmp(root.path, own.path)) continue;
      if (!count || strcmp(root.path, searched[count - 1].path)) searched[count++] = root;
    }
  }
}

/* What the user preloads and the library of a sanitizer wrap some of these functions, too, and pass on the calls of all. */
static void find_between(void) {
  static const char *const often[] = {"open", "fopen", "stat", "execve", 0};
  struct dl_find_object self, first;
  if (_dl_find_object(&find_between, &self)) return;
  for (int i = 0; often[i]; i++) {
    void *address = dlsym(RTLD_DEFAULT, often[i]);
    if (!address || _dl_find_object(address, &first) || first.dlfo_link_map == self.dlfo_link_map) continue;
    if (*first.dlfo_link_map->l_name) between[i] = first.dlfo_link_map;
  }
}

static int is_between(const struct link_map *map) {
  for (size_t i = 0; i < sizeof between / sizeof *between; i++)
    if (between[i] == map) return 1;
  return 0;
}

/* May be called before the constructor, by that of another library. */
static void find_self(void) {
  ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
  if (length <= 0) length = stpncpy(program, (char *)getauxval(AT_EXECFN), sizeof program - 1) - program;
  program[length] = 0;
  Dl_info self;
  if (!dladdr(&own, &self) || !root_of(self.dli_fname, &own)) own.path[0] = 0;
  find_searched();
  find_between();
  struct root root;
  is_trees = root_of(program, &root) && strcmp(root.path, own.path);
  struct dl_find_object found;
  if (!is_trees && !_dl_find_object((void *)getauxval(AT_ENTRY), &found)) {
    main_start = (uintptr_t)found.dlfo_map_start;
    main_size = (uintptr_t)found.dlfo_map_end - main_start;
  }
  if (!variables) variables = environ;
}

static const char *const opens_for_all[] = {"libstdc++.so", "libsqlite3.so", "libasan.so", "libhwasan.so", "liblsan.so",
                                            "libtsan.so", "libubsan.so", 0};
static const char *const has_data[] = {"libfontconfig.so", "libX11.so", "libtinfo.so", 0};

static int begins(const char *name, const char *const *beginnings) {
  for (; *beginnings; beginnings++) {
    const char *at = name, *wanted = *beginnings;
    while (*wanted && *wanted == *at) wanted++, at++;
    if (!*wanted) return 1;
  }
  return 0;
}

/* Whose the code of a file is, and of which tree. The interpreter's tree is Python, which sees the host as it is, but for
 * libraries that have data of their own, and in programs of another tree (gdb has a Python inside). */
static enum code code_of(const char *file, struct root *root) {
  if (!root_of(file, root)) return USERS;
  const char *name = strrchr(file, '/') + 1;
  if (!strncmp(name, "libcrypto.so", 12)) return CRYPTO;
  if (begins(name, opens_for_all)) return SHARED;
  return strcmp(root->path, own.path) || is_trees || begins(name, has_data) ? TREES : USERS;
}

/* The same of the code at `address`. Answers are kept for the file's name, which stays true: what is loaded may change. */
static enum code code_at(void *address, struct root *root) {
  static struct { struct root root; char file[512]; enum code code; int state; } known[64];
  struct dl_find_object found;
  if (_dl_find_object(address, &found) != 0) return USERS;
  if (__builtin_expect(!program[0], 0)) find_self();
  const char *file = found.dlfo_link_map->l_name;
  if (!*file) file = program;
  __typeof__(*known) *place = &known[(uintptr_t)found.dlfo_link_map / 64 % 64];
  if (__atomic_load_n(&place->state, __ATOMIC_ACQUIRE) == 2 && !strcmp(place->file, file)) {
    if (place->code != USERS) *root = place->root;
    return place->code;
  }
  enum code code = code_of(file, root);
  if (code == USERS && is_between(found.dlfo_link_map)) *root = own, code = SHARED;
  int empty = 0;
  if (strlen(file) < sizeof place->file && __atomic_compare_exchange_n(&place->state, &empty, 1, 0, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)) {
    strcpy(place->file, file);
    place->root = *root;
    place->code = code;
    __atomic_store_n(&place->state, 2, __ATOMIC_RELEASE);
  }
  return code;
}

/* --- what becomes of a path ---------------------------------------------------------------------------------------- */

static const char *const concerned[] = {"/usr", "/lib", "/lib64", "/bin", "/sbin", "/etc", "/opt", "/var", 0};
static const char *const machine[] = {
    "/etc/passwd",   "/etc/group",     "/etc/shadow",   "/etc/gshadow",    "/etc/hosts",       "/etc/hostname",
    "/etc/hosts.allow", "/etc/hosts.deny", "/etc/host.conf", "/etc/resolv.conf", "/etc/nsswitch.conf", "/etc/gai.conf",
    "/etc/localtime", "/etc/timezone", "/etc/machine-id", "/etc/fstab",    "/etc/mtab",        "/etc/shells",
    "/etc/ld.so.cache", "/etc/nix",    "/usr/local",    "/var/run",        "/var/tmp",         "/var/lock",
    "/lib/modules",  "/usr/lib/modules", "/lib/firmware", "/usr/lib/firmware",
    0};
static const char *const programs[] = {"/usr/bin", "/usr/sbin", "/bin", "/sbin", 0};
static const char *const only_tree[] = {"/usr/lib", "/usr/lib64", "/usr/libexec", "/usr/share", "/lib", "/lib64", 0};
static const char *const documents[] = {"/usr/share/doc", "/usr/share/man", "/usr/share/info", "/usr/lib/locale",
                                        "/usr/lib/debug", "/usr/share/terminfo", "/lib/terminfo", "/usr/lib/terminfo", 0};

static int is_below(const char *path, const char *const *directories) {
  for (; *directories; directories++) {
    const char *at = path, *wanted = *directories;
    while (*wanted && *wanted == *at) wanted++, at++;
    if (!*wanted && (*at == '/' || !*at)) return 1;
  }
  return 0;
}

static int is_said(char *const *words, const char *path, int is_variable) {
  for (; words && *words; words++) {
    const char *word = *words;
    if (is_variable && (word = strchr(word, '='))) word++;
    if (word && !strcmp(word, path)) return 1;
  }
  return 0;
}

/* A tree's own `usr` is a link to the tree, which nobody expects who follows links by himself (SQLite). */
static char *join(char *full, const struct root *root, const char *path) {
  if (!strncmp(path, "/usr", 4) && (path[4] == '/' || !path[4])) path += 4;
  strcpy(stpcpy(full, root->path), path);
  return full;
}
#define JOINED(tree, wanted) join(__builtin_alloca(strlen((tree)->path) + strlen(wanted) + 1), tree, wanted)

static int has(const struct root *root, const char *path) {
  /* Programs write into directories below /var: of that only files are the tree's. */
  return root->path[0] && exists(JOINED(root, path), !strncmp(path, "/var/", 5));
}

struct search { const char *path; struct root *root, tried; };

static int another_has(struct dl_phdr_info *info, size_t size, void *data) {
  struct search *search = data;
  (void)size;
  if (!root_of(*info->dlpi_name ? info->dlpi_name : program, search->root)) return 0;
  /* Most libraries are of the tree of the one before. */
  if (!strcmp(search->root->path, own.path) || !strcmp(search->root->path, search->tried.path)) return 0;
  search->tried = *search->root;
  return has(search->root, search->path);
}

/* Whether the host's file does not exist for code of the tree `callers`. */
static int is_hidden(const char *path, const struct root *callers) {
  if (!is_below(path, only_tree) || is_below(path, documents) || is_said(arguments, path, 0)) return 0;
  /* A process that has changed its root has left the trees behind. */
  return exists(callers->path, 0);
}

/* Whether the host has a program that changes who it runs as: no file of a store can. */
static int is_setuid(const char *path) {
  struct stat found;
  int before = errno;
  int failed = syscall(SYS_newfstatat, AT_FDCWD, path, &found, 0);
  errno = before;
  return !failed && found.st_mode & S_ISUID;
}

/* Nix tells a build its outputs in variables like `out`; a tool's are upper-case (VIRTUAL_ENV is no output). */
static int is_output(const char *path) {
  for (char **word = variables; word && *word; word++) {
    const char *value = strchr(*word, '=');
    if (value && **word >= 'a' && **word <= 'z' && !strcmp(value + 1, path)) return 1;
  }
  return 0;
}

/* Whether a path of the store stays as it is: no permission stops root. Of a program of a tree, which may be Nix, only
 * trees do. */
static int is_built(const char *path, void *caller) {
  struct root root, callers;
  int is_tree = root_of(path, &root);
  if (is_trees && !(is_tree && code_at(caller, &callers) == TREES)) return 0;
  return !is_output(root.path);
}

/* What one thread does at a time. A signal's handler may interrupt the thread that does it, and does not wait. */
static pid_t walking, changing;
static int enter(pid_t *holder) {
  pid_t self = gettid(), before = 0;
  while (!__atomic_compare_exchange_n(holder, &before, self, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
    if (before == self) return 0;
    before = 0;
    sched_yield();
  }
  return 1;
}
static void leave(pid_t *holder, int entered) {
  if (entered) __atomic_store_n(holder, 0, __ATOMIC_RELEASE);
}

/* fork hands the child all locks as they are, that of the loader's which `dl_iterate_phdr` holds, too: of these two
 * things no other thread does one while this forks. */
static int both[2];
static void before_fork(void) { both[0] = enter(&changing), both[1] = enter(&walking); }
static void after_fork(void) { leave(&walking, both[1]), leave(&changing, both[0]); }
static void in_child(void) {
  walking = changing = gettid();
  after_fork();
}

static int in_another(const char *path, struct root *root, const struct root *callers) {
  int entered = enter(&walking);
  int found = dl_iterate_phdr(another_has, &(struct search){path, root, *callers});
  leave(&walking, entered);
  return found;
}

/* Whether a path is replaced by that below `root`, for the code at `caller`. */
NOINLINE int tree_of(const char *path, void *caller, enum purpose purpose, struct root *root) {
  while (path[1] == '/') path++;
  int in_store = purpose == WRITE && !strncmp(path, STORE, sizeof STORE - 1);
  if (!in_store && !is_below(path, concerned)) return 0;
  enum code code = in_store ? TREES : code_at(caller, root);
  if (code == USERS || (code == CRYPTO && strncmp(path, "/usr/lib/", 9)) || strlen(path) > PATH_MAX) return 0;
  if (in_store) return strcpy(root->path, NOWHERE), is_built(path, caller);
  int shared = code == SHARED;
  if (is_below(path, machine) || is_said(variables, path, 1)) return 0;
  if (is_below(path, programs) && geteuid() && is_setuid(path)) return 0;
  if (purpose == WRITE) {
    int hidden = !shared && is_hidden(path, root);
    strcpy(root->path, NOWHERE);
    return hidden;
  }
  struct root callers = *root;
  for (int i = 0; i < 4 && searched[i].path[0]; i++)
    if (has(&searched[i], path)) return *root = searched[i], 1;
  if (strcmp(root->path, own.path) && has(root, path)) return 1;
  if (in_another(path, root, &callers)) return 1;
  if (!shared && has(&own, path)) return *root = own, 1;
  *root = callers;
  return !shared && is_hidden(path, root);
}

/* --- the functions of libc that take a path ------------------------------------------------------------------------ */

/* Most calls need no other look than at the letter with which the path begins, and at whether the program itself calls. */
static inline int may_concern(const char *path, uintptr_t caller, enum purpose purpose) {
  if (!path || *path != '/') return 0;
  if (purpose == WRITE && path[1] == STORE[1]) return 1;
  if (caller - main_start < main_size) return purpose == WRITE && path[1] == '/';
  switch (path[1]) {
    case '/': case 'u': case 'l': case 'b': case 's': case 'e': case 'o': case 'v': return 1;
    default: return 0;
  }
}
#define CONCERNS(path, purpose) __builtin_expect(may_concern(path, (uintptr_t)CALLER, purpose), 0)
#define REAL(name)                          \
  static __typeof__(name) *real;            \
  if (__builtin_expect(!real, 0)) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

/* What is refused to root is so in the way in which it is refused to others: software goes on from there. */
#define ANSWER(type, call)                                                            \
  type answer = call;                                                                 \
  if (errno == ENOTDIR && !strcmp(root.path, NOWHERE)) errno = EACCES;                \
  return answer;

/* PARAMETERS have one that is called `path`; ARGUMENTS pass them on. */
#define WRAP(type, name, PARAMETERS, ARGUMENTS, purpose)                              \
  type name PARAMETERS {                                                              \
    REAL(name);                                                                       \
    struct root root;                                                                 \
    if (!CONCERNS(path, purpose) || !tree_of(path, CALLER, purpose, &root)) return real ARGUMENTS; \
    path = JOINED(&root, path);                                                       \
    ANSWER(type, real ARGUMENTS)                                                      \
  }

#define TO_WRITE(flags) ((flags) & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC) ? WRITE : READ)
#define WRAP_OPEN(name, PARAMETERS, ARGUMENTS)                                        \
  int name PARAMETERS {                                                               \
    int mode = 0;                                                                     \
    if (flags & (O_CREAT | __O_TMPFILE)) {                                            \
      va_list rest;                                                                   \
      va_start(rest, flags);                                                          \
      mode = va_arg(rest, int);                                                       \
      va_end(rest);                                                                   \
    }                                                                                 \
    REAL(name);                                                                       \
    struct root root;                                                                 \
    if (!CONCERNS(path, TO_WRITE(flags)) || !tree_of(path, CALLER, TO_WRITE(flags), &root)) return real ARGUMENTS; \
    path = JOINED(&root, path);                                                       \
    ANSWER(int, real ARGUMENTS)                                                       \
  }

WRAP_OPEN(open, (const char *path, int flags, ...), (path, flags, mode))
WRAP_OPEN(open64, (const char *path, int flags, ...), (path, flags, mode))
WRAP_OPEN(openat, (int at, const char *path, int flags, ...), (at, path, flags, mode))
WRAP_OPEN(openat64, (int at, const char *path, int flags, ...), (at, path, flags, mode))

/* What a program that was compiled with _FORTIFY_SOURCE calls, or before glibc 2.33. */
int __open_2(const char *, int), __open64_2(const char *, int);
int __openat_2(int, const char *, int), __openat64_2(int, const char *, int);
char *__realpath_chk(const char *, char *, size_t);
ssize_t __readlink_chk(const char *, char *, size_t, size_t);
ssize_t __readlinkat_chk(int, const char *, char *, size_t, size_t);
int __xstat(int, const char *, struct stat *), __xstat64(int, const char *, struct stat64 *);
int __lxstat(int, const char *, struct stat *), __lxstat64(int, const char *, struct stat64 *);
int __fxstatat(int, int, const char *, struct stat *, int), __fxstatat64(int, int, const char *, struct stat64 *, int);
WRAP(int, __open_2, (const char *path, int flags), (path, flags), TO_WRITE(flags))
WRAP(int, __open64_2, (const char *path, int flags), (path, flags), TO_WRITE(flags))
WRAP(int, __openat_2, (int at, const char *path, int flags), (at, path, flags), TO_WRITE(flags))
WRAP(int, __openat64_2, (int at, const char *path, int flags), (at, path, flags), TO_WRITE(flags))
WRAP(char *, __realpath_chk, (const char *path, char *to, size_t size), (path, to, size), READ)
WRAP(ssize_t, __readlink_chk, (const char *path, char *to, size_t n, size_t size), (path, to, n, size), READ)
WRAP(ssize_t, __readlinkat_chk, (int at, const char *path, char *to, size_t n, size_t size), (at, path, to, n, size), READ)
WRAP(int, __xstat, (int v, const char *path, struct stat *to), (v, path, to), READ)
WRAP(int, __xstat64, (int v, const char *path, struct stat64 *to), (v, path, to), READ)
WRAP(int, __lxstat, (int v, const char *path, struct stat *to), (v, path, to), READ)
WRAP(int, __lxstat64, (int v, const char *path, struct stat64 *to), (v, path, to), READ)
WRAP(int, __fxstatat, (int v, int at, const char *path, struct stat *to, int f), (v, at, path, to, f), READ)
WRAP(int, __fxstatat64, (int v, int at, const char *path, struct stat64 *to, int f), (v, at, path, to, f), READ)

#define MODE(mode) (*(mode) != 'r' || strchr(mode, '+') ? WRITE : READ)
WRAP(FILE *, fopen, (const char *path, const char *mode), (path, mode), MODE(mode))
WRAP(FILE *, fopen64, (const char *path, const char *mode), (path, mode), MODE(mode))
WRAP(FILE *, freopen, (const char *path, const char *mode, FILE *file), (path, mode, file), MODE(mode))
WRAP(FILE *, freopen64, (const char *path, const char *mode, FILE *file), (path, mode, file), MODE(mode))
WRAP(int, creat, (const char *path, mode_t mode), (path, mode), WRITE)
WRAP(int, creat64, (const char *path, mode_t mode), (path, mode), WRITE)

WRAP(int, stat, (const char *path, struct stat *to), (path, to), READ)
WRAP(int, stat64, (const char *path, struct stat64 *to), (path, to), READ)
WRAP(int, lstat, (const char *path, struct stat *to), (path, to), READ)
WRAP(int, lstat64, (const char *path, struct stat64 *to), (path, to), READ)
WRAP(int, fstatat, (int at, const char *path, struct stat *to, int flags), (at, path, to, flags), READ)
WRAP(int, fstatat64, (int at, const char *path, struct stat64 *to, int flags), (at, path, to, flags), READ)
WRAP(int, statx, (int at, const char *path, int flags, unsigned mask, struct statx *to), (at, path, flags, mask, to), READ)
WRAP(int, statfs, (const char *path, struct statfs *to), (path, to), READ)
WRAP(int, statfs64, (const char *path, struct statfs64 *to), (path, to), READ)
WRAP(int, statvfs, (const char *path, struct statvfs *to), (path, to), READ)
WRAP(int, statvfs64, (const char *path, struct statvfs64 *to), (path, to), READ)
#define WANTED(mode) ((mode) & W_OK ? WRITE : READ)
WRAP(int, access, (const char *path, int mode), (path, mode), WANTED(mode))
WRAP(int, faccessat, (int at, const char *path, int mode, int flags), (at, path, mode, flags), WANTED(mode))
WRAP(int, eaccess, (const char *path, int mode), (path, mode), WANTED(mode))
WRAP(int, euidaccess, (const char *path, int mode), (path, mode), WANTED(mode))
WRAP(long, pathconf, (const char *path, int name), (path, name), READ)
WRAP(ssize_t, readlink, (const char *path, char *to, size_t size), (path, to, size), READ)
WRAP(ssize_t, readlinkat, (int at, const char *path, char *to, size_t size), (at, path, to, size), READ)
WRAP(char *, realpath, (const char *path, char *to), (path, to), READ)
WRAP(char *, canonicalize_file_name, (const char *path), (path), READ)
WRAP(ssize_t, getxattr, (const char *path, const char *name, void *to, size_t size), (path, name, to, size), READ)
WRAP(ssize_t, lgetxattr, (const char *path, const char *name, void *to, size_t size), (path, name, to, size), READ)
WRAP(ssize_t, listxattr, (const char *path, char *to, size_t size), (path, to, size), READ)
WRAP(ssize_t, llistxattr, (const char *path, char *to, size_t size), (path, to, size), READ)
WRAP(int, inotify_add_watch, (int fd, const char *path, uint32_t mask), (fd, path, mask), READ)

typedef int filter(const struct dirent *), filter64(const struct dirent64 *);
typedef int order(const struct dirent **, const struct dirent **), order64(const struct dirent64 **, const struct dirent64 **);
WRAP(DIR *, opendir, (const char *path), (path), READ)
WRAP(int, chdir, (const char *path), (path), READ)
WRAP(int, scandir, (const char *path, struct dirent ***to, filter *f, order *o), (path, to, f, o), READ)
WRAP(int, scandir64, (const char *path, struct dirent64 ***to, filter64 *f, order64 *o), (path, to, f, o), READ)
WRAP(int, scandirat, (int at, const char *path, struct dirent ***to, filter *f, order *o), (at, path, to, f, o), READ)
WRAP(int, scandirat64, (int at, const char *path, struct dirent64 ***to, filter64 *f, order64 *o), (at, path, to, f, o), READ)
WRAP(int, ftw, (const char *path, __ftw_func_t f, int n), (path, f, n), READ)
WRAP(int, ftw64, (const char *path, __ftw64_func_t f, int n), (path, f, n), READ)
WRAP(int, nftw, (const char *path, __nftw_func_t f, int n, int flags), (path, f, n, flags), READ)
WRAP(int, nftw64, (const char *path, __nftw64_func_t f, int n, int flags), (path, f, n, flags), READ)
WRAP(char *, bindtextdomain, (const char *domain, const char *path), (domain, path), READ)

WRAP(FILE *, setmntent, (const char *path, const char *mode), (path, mode), MODE(mode))
WRAP(nl_catd, catopen, (const char *path, int flags), (path, flags), READ)
WRAP(key_t, ftok, (const char *path, int number), (path, number), READ)

/* What changes a file or makes one. */
WRAP(int, mkdir, (const char *path, mode_t mode), (path, mode), WRITE)
WRAP(int, mkdirat, (int at, const char *path, mode_t mode), (at, path, mode), WRITE)
WRAP(int, mkfifo, (const char *path, mode_t mode), (path, mode), WRITE)
WRAP(int, mkfifoat, (int at, const char *path, mode_t mode), (at, path, mode), WRITE)
WRAP(int, mknod, (const char *path, mode_t mode, dev_t device), (path, mode, device), WRITE)
WRAP(int, mknodat, (int at, const char *path, mode_t mode, dev_t device), (at, path, mode, device), WRITE)
WRAP(int, unlink, (const char *path), (path), WRITE)
WRAP(int, unlinkat, (int at, const char *path, int flags), (at, path, flags), WRITE)
WRAP(int, rmdir, (const char *path), (path), WRITE)
WRAP(int, remove, (const char *path), (path), WRITE)
WRAP(int, truncate, (const char *path, off_t length), (path, length), WRITE)
WRAP(int, truncate64, (const char *path, off64_t length), (path, length), WRITE)
WRAP(int, chmod, (const char *path, mode_t mode), (path, mode), WRITE)
WRAP(int, lchmod, (const char *path, mode_t mode), (path, mode), WRITE)
WRAP(int, fchmodat, (int at, const char *path, mode_t mode, int flags), (at, path, mode, flags), WRITE)
WRAP(int, chown, (const char *path, uid_t user, gid_t group), (path, user, group), WRITE)
WRAP(int, lchown, (const char *path, uid_t user, gid_t group), (path, user, group), WRITE)
WRAP(int, fchownat, (int at, const char *path, uid_t user, gid_t group, int flags), (at, path, user, group, flags), WRITE)
WRAP(int, utime, (const char *path, const struct utimbuf *times), (path, times), WRITE)
WRAP(int, utimes, (const char *path, const struct timeval times[2]), (path, times), WRITE)
WRAP(int, lutimes, (const char *path, const struct timeval times[2]), (path, times), WRITE)
WRAP(int, futimesat, (int at, const char *path, const struct timeval times[2]), (at, path, times), WRITE)
WRAP(int, utimensat, (int at, const char *path, const struct timespec times[2], int flags), (at, path, times, flags), WRITE)
WRAP(int, setxattr, (const char *path, const char *name, const void *to, size_t n, int f), (path, name, to, n, f), WRITE)
WRAP(int, lsetxattr, (const char *path, const char *name, const void *to, size_t n, int f), (path, name, to, n, f), WRITE)
WRAP(int, removexattr, (const char *path, const char *name), (path, name), WRITE)
WRAP(int, lremovexattr, (const char *path, const char *name), (path, name), WRITE)
WRAP(int, symlink, (const char *target, const char *path), (target, path), WRITE)
WRAP(int, symlinkat, (const char *target, int at, const char *path), (target, at, path), WRITE)

/* The name is made in the caller's own text, so that it cannot be another path's. */
#define WRAP_TEMPORARY(type, name, PARAMETERS, ARGUMENTS, failure)                                    \
  type name PARAMETERS {                                                                              \
    REAL(name);                                                                                       \
    struct root root;                                                                                 \
    if (CONCERNS(path, WRITE) && tree_of(path, CALLER, WRITE, &root)) return errno = EACCES, failure;        \
    return real ARGUMENTS;                                                                            \
  }
WRAP_TEMPORARY(int, mkstemp, (char *path), (path), -1)
WRAP_TEMPORARY(int, mkstemp64, (char *path), (path), -1)
WRAP_TEMPORARY(int, mkostemp, (char *path, int flags), (path, flags), -1)
WRAP_TEMPORARY(int, mkostemp64, (char *path, int flags), (path, flags), -1)
WRAP_TEMPORARY(int, mkstemps, (char *path, int after), (path, after), -1)
WRAP_TEMPORARY(int, mkstemps64, (char *path, int after), (path, after), -1)
WRAP_TEMPORARY(int, mkostemps, (char *path, int after, int flags), (path, after, flags), -1)
WRAP_TEMPORARY(int, mkostemps64, (char *path, int after, int flags), (path, after, flags), -1)
WRAP_TEMPORARY(char *, mkdtemp, (char *path), (path), (char *)0)

/* PARAMETERS have two paths, the second is `to`. */
#define WRAP_TWO(name, PARAMETERS, ARGUMENTS, purpose)                                                \
  int name PARAMETERS {                                                                               \
    REAL(name);                                                                                       \
    struct root root = {""};                                                                          \
    if (CONCERNS(path, purpose) && tree_of(path, CALLER, purpose, &root)) path = JOINED(&root, path);          \
    if (CONCERNS(to, WRITE) && tree_of(to, CALLER, WRITE, &root)) to = JOINED(&root, to);                    \
    ANSWER(int, real ARGUMENTS)                                                                       \
  }
WRAP_TWO(rename, (const char *path, const char *to), (path, to), WRITE)
WRAP_TWO(renameat, (int at, const char *path, int there, const char *to), (at, path, there, to), WRITE)
WRAP_TWO(renameat2, (int at, const char *path, int there, const char *to, unsigned f), (at, path, there, to, f), WRITE)
WRAP_TWO(link, (const char *path, const char *to), (path, to), READ)
WRAP_TWO(linkat, (int at, const char *path, int there, const char *to, int flags), (at, path, there, to, flags), READ)

/* The list of paths is copied: it is the caller's. */
#define WRAP_FTS(name, FTS, FTSENT)                                                                   \
  FTS *name(char *const *paths, int options, int (*order)(const FTSENT **, const FTSENT **)) {        \
    REAL(name);                                                                                       \
    int count = 0;                                                                                    \
    while (paths[count]) count++;                                                                     \
    char *theirs[count + 1];                                                                          \
    for (int i = 0; i <= count; i++) {                                                                \
      struct root root;                                                                               \
      theirs[i] = paths[i];                                                                           \
      if (CONCERNS(paths[i], READ) && tree_of(paths[i], CALLER, READ, &root)) theirs[i] = JOINED(&root, paths[i]); \
    }                                                                                                 \
    return real(theirs, options, order);                                                              \
  }
WRAP_FTS(fts_open, FTS, FTSENT)
WRAP_FTS(fts64_open, FTS64, FTSENT64)

/* A pattern is the tree's where the directory is that comes before its first wildcard. */
#define WRAP_GLOB(name, glob_t)                                                                       \
  int name(const char *path, int flags, int (*failed)(const char *, int), glob_t *to) {                \
    REAL(name);                                                                                       \
    struct root root;                                                                                 \
    if (!CONCERNS(path, READ) || strlen(path) > PATH_MAX) return real(path, flags, failed, to);              \
    size_t length = strcspn(path, "*?[{\\");                                                          \
    while (length > 1 && path[length - 1] != '/') length--;                                           \
    char directory[length + 1], full[sizeof root.path + strlen(path)];                                \
    *(char *)mempcpy(directory, path, length) = 0;                                                    \
    if (!tree_of(directory, CALLER, READ, &root)) return real(path, flags, failed, to);                \
    return real(join(full, &root, path), flags, failed, to);                                          \
  }
WRAP_GLOB(glob, glob_t)
WRAP_GLOB(glob64, glob64_t)

/* --- languages and character sets ---------------------------------------------------------------------------------- */

/* libc opens these itself, where a variable says so while it looks: for that long there is one. The copy of the
 * environment that has it is never freed, as another thread may be reading it. */
static char **environ_with(const char *name, const char *directory) {
  size_t count = 0;
  while (environ && environ[count]) count++;
  if (!own.path[0] || getenv(name)) return 0;
  char **copy = malloc((count + 2) * sizeof *copy + strlen(name) + sizeof own.path + strlen(directory) + 2);
  if (!copy) return 0;
  copy[0] = (char *)(copy + count + 2);
  strcpy(stpcpy(stpcpy(stpcpy(copy[0], name), "="), own.path), directory);
  if (count) memcpy(copy + 1, environ, count * sizeof *copy);
  copy[count + 1] = 0;
  return copy;
}
#define WITH(copy, result, call)                   \
  {                                                \
    char **before = environ;                       \
    environ = copy;                                \
    result = call;                                 \
    if (environ == copy) environ = before;         \
  }

/* The first conversion reads the list of converters, which takes a millisecond: a Python that is alone, with no tree but
 * the interpreter's, does without. */
static void read_converters(void) {
  struct root root;
  char **copy = root_of(program, &root) && !strcmp(root.path, own.path) ? 0 : environ_with("GCONV_PATH", GCONV);
  iconv_t converter = (iconv_t)-1;
  if (copy) WITH(copy, converter, iconv_open("UTF-16", "UTF-8"))
  if (converter != (iconv_t)-1) iconv_close(converter);
}

/* A host that has no locales, not even C.UTF-8, has those of the interpreter; also where that is one of several
 * categories ("LC_CTYPE=C.UTF-8;LC_NUMERIC=C;..."), as Perl asks for what Python has set. */
static int may_be_c(const char *locale) {
  return locale && (!*locale || !strncmp(locale, "C.", 2) || strstr(locale, "=C."));
}
#define WRAP_LOCALE(type, name, PARAMETERS, ARGUMENTS)                                                \
  type name PARAMETERS {                                                                              \
    REAL(name);                                                                                       \
    type result = real ARGUMENTS;                                                                     \
    if (result || !may_be_c(locale)) return result;                                                   \
    int entered = enter(&changing);                                                                   \
    char **copy = environ_with("LOCPATH", "/usr/lib/locale");                                         \
    if (copy) WITH(copy, result, real ARGUMENTS)                                                      \
    leave(&changing, entered);                                                                        \
    return result;                                                                                    \
  }
WRAP_LOCALE(char *, setlocale, (int category, const char *locale), (category, locale))
WRAP_LOCALE(locale_t, newlocale, (int mask, const char *locale, locale_t base), (mask, locale, base))
locale_t __newlocale(int, const char *, locale_t); /* libstdc++ calls it so */
WRAP_LOCALE(locale_t, __newlocale, (int mask, const char *locale, locale_t base), (mask, locale, base))

/* --- libraries ------------------------------------------------------------------------------------------------------ */

static char untouched;

NOINLINE void *load_from_tree(Lmid_t space, const char *path, int flags, void *caller) {
  struct root root;
  if (!tree_of(path, caller, READ, &root)) return &untouched;
  return dlmopen(space, JOINED(&root, path), flags);
}

/* What is passed on is a tail call: the loader searches the caller's run path for a name without a slash. */
void *dlopen(const char *path, int flags) {
  REAL(dlopen);
  void *handle = CONCERNS(path, READ) ? load_from_tree(LM_ID_BASE, path, flags, CALLER) : &untouched;
  return handle == &untouched ? real(path, flags) : handle;
}

void *dlmopen(Lmid_t space, const char *path, int flags) {
  REAL(dlmopen);
  void *handle = CONCERNS(path, READ) ? load_from_tree(space, path, flags, CALLER) : &untouched;
  return handle == &untouched ? real(space, path, flags) : handle;
}

/* --- programs ------------------------------------------------------------------------------------------------------- */

/* PATH is not asked for what the caller's tree has, but for Python: make and git run what the user's environment means. */
NOINLINE int in_bin(const char *name, void *caller, struct root *root, char *full) {
  if (!name || !*name || strlen(name) > NAME_MAX || strchr(name, '/') || !strncmp(name, "python", 6)) return 0;
  strcpy(stpcpy(full, "/usr/bin/"), name);
  return tree_of(full, caller, READ, root);
}

static int on_path(const char *name, char *full, size_t size) {
  for (const char *path = getenv("PATH"), *end; path && *path; path = *end ? end + 1 : end) {
    end = strchrnul(path, ':');
    if (end - path + strlen(name) + 2 > size) continue;
    strcpy(stpcpy(mempcpy(full, path, end - path), "/"), name);
    if (exists(full, 1)) return 1;
  }
  return 0;
}

/* What starts a script by the interpreter that its first line names, of the caller's tree, or of PATH if it is Python:
 * `line` has room for that, and `words` for three more than `argv`. Only for one that the host does not have, which is why
 * it could not be started. */
#define LINE 256 /* what the kernel reads */
NOINLINE int find_interpreter(const char *script, char *const *argv, void *caller, char **words, char *line) {
  int file = syscall(SYS_openat, AT_FDCWD, script, O_RDONLY | O_CLOEXEC);
  ssize_t length = file < 0 ? -1 : read(file, line, LINE - 1);
  if (file >= 0) close(file);
  errno = ENOENT;
  if (length < 2 || memcmp(line, "#!", 2)) return 0;
  line[length] = 0;
  char *last = line + strcspn(line, "\n");
  while (last[-1] == ' ' || last[-1] == '\t') last--;
  *last = 0;
  char *name = line + 2 + strspn(line + 2, " \t"), *end = name + strcspn(name, " \t"), *option = end + strspn(end, " \t");
  *end = 0;
  struct root root;
  if (*name != '/' || exists(name, 1) || code_at(caller, &root) != TREES) return 0;
  const char *base = strrchr(name, '/') + 1;
  if (strncmp(base, "python", 6) || !on_path(base, line + LINE, LINE + sizeof root.path)) {
    if (!tree_of(name, caller, READ, &root) || !has(&root, name)) return 0;
    join(line + LINE, &root, name);
  }
  *words++ = line + LINE;
  if (*option) *words++ = option;
  *words++ = (char *)script;
  while (argv && *argv && *++argv) *words++ = *argv;
  *words = 0;
  return 1;
}
#define STARTED(call)                                                                  \
  int answer = call;                                                                  \
  if (answer != ENOENT && !(answer < 0 && errno == ENOENT)) return answer;            \
  size_t given = 0;                                                                   \
  while (argv && argv[given]) given++;                                                \
  char *longer[given + 4], line[2 * LINE + sizeof root.path];                          \
  if (!path || !strchr(path, '/') || !find_interpreter(path, argv, CALLER, longer, line)) return answer; \
  path = longer[0];                                                                   \
  argv = longer;                                                                      \
  return call;

/* As WRAP; some of these search for what they are given without a slash. */
#define WRAP_STARTING(name, searches, PARAMETERS, ARGUMENTS)                           \
  int name PARAMETERS {                                                               \
    REAL(name);                                                                       \
    struct root root;                                                                 \
    char full[sizeof "/usr/bin/" + NAME_MAX];                                         \
    if (searches && in_bin(path, CALLER, &root, full)) path = JOINED(&root, full);    \
    else if (CONCERNS(path, READ) && tree_of(path, CALLER, READ, &root)) path = JOINED(&root, path); \
    STARTED(real ARGUMENTS)                                                           \
  }
#define WRAP_SPAWN(name, searches, number)                                             \
  WRAP_STARTING(name, searches,                                                       \
                (number *pid, const char *path, const posix_spawn_file_actions_t *actions, \
                 const posix_spawnattr_t *attributes, char *const *argv, char *const *envp), \
                (pid, path, actions, attributes, argv, envp))

WRAP_STARTING(execv, 0, (const char *path, char *const *argv), (path, argv))
WRAP_STARTING(execvp, 1, (const char *path, char *const *argv), (path, argv))
WRAP_STARTING(execve, 0, (const char *path, char *const *argv, char *const *envp), (path, argv, envp))
WRAP_STARTING(execvpe, 1, (const char *path, char *const *argv, char *const *envp), (path, argv, envp))
WRAP(int, execveat, (int at, const char *path, char *const argv[], char *const envp[], int f), (at, path, argv, envp, f), READ)
WRAP_SPAWN(posix_spawn, 0, pid_t)
WRAP_SPAWN(posix_spawnp, 1, pid_t)

/* glibc 2.39 */
int pidfd_spawn(int *, const char *, const posix_spawn_file_actions_t *, const posix_spawnattr_t *, char *const *, char *const *);
int pidfd_spawnp(int *, const char *, const posix_spawn_file_actions_t *, const posix_spawnattr_t *, char *const *, char *const *);
WRAP_SPAWN(pidfd_spawn, 0, int)
WRAP_SPAWN(pidfd_spawnp, 1, int)
WRAP(int, posix_spawn_file_actions_addopen,
     (posix_spawn_file_actions_t *actions, int fd, const char *path, int flags, mode_t mode),
     (actions, fd, path, flags, mode), TO_WRITE(flags))
WRAP(int, posix_spawn_file_actions_addchdir_np, (posix_spawn_file_actions_t *actions, const char *path), (actions, path), READ)

/* The list of words of execl and its kin becomes an array; `envp` may come after it. */
#define WRAP_EXECL(name, REAL_NAME, ENVIRONMENT, SEARCHES)                             \
  int name(const char *path, const char *first, ...) {                                 \
    REAL(REAL_NAME);                                                                  \
    va_list words;                                                                    \
    size_t count = 1;                                                                 \
    va_start(words, first);                                                           \
    while (va_arg(words, char *)) count++;                                            \
    va_end(words);                                                                    \
    char *listed[count + 1], *const *argv = listed;                                    \
    listed[0] = (char *)first;                                                        \
    va_start(words, first);                                                           \
    for (size_t i = 1; i <= count; i++) listed[i] = va_arg(words, char *);            \
    char *const *envp = ENVIRONMENT;                                                  \
    va_end(words);                                                                    \
    struct root root;                                                                 \
    char full[sizeof "/usr/bin/" + NAME_MAX];                                         \
    if (SEARCHES && in_bin(path, CALLER, &root, full)) path = JOINED(&root, full);    \
    else if (CONCERNS(path, READ) && tree_of(path, CALLER, READ, &root)) path = JOINED(&root, path); \
    STARTED(real(path, argv, envp))                                                   \
  }
WRAP_EXECL(execl, execve, environ, 0)
WRAP_EXECL(execlp, execvpe, environ, 1)
WRAP_EXECL(execle, execve, va_arg(words, char *const *), 0)

/* `system` and `popen` name /bin/sh inside of libc: for a caller that has a shell of its own they are done here. */
static const char *shell_of(void *caller, struct root *root, char *full) {
  if (!tree_of("/bin/sh", caller, READ, root)) return 0;
  return join(full, root, "/bin/sh");
}

/* The tree's shell finds the tree's programs where PATH says /usr/bin: where it does not (on NixOS), that comes last. */
static char **environ_with_bin(void) {
  const char *path = getenv("PATH");
  if (!path || strstr(path, "/usr/bin")) return 0;
  size_t count = 0, used = 0;
  while (environ[count]) count++;
  char **copy = malloc((count + 2) * sizeof *copy + strlen(path) + sizeof "PATH=:/usr/bin");
  if (!copy) return 0;
  copy[used++] = (char *)(copy + count + 2);
  strcpy(stpcpy(stpcpy(copy[0], "PATH="), path), ":/usr/bin");
  for (size_t i = 0; i < count; i++)
    if (strncmp(environ[i], "PATH=", 5)) copy[used++] = environ[i];
  copy[used] = 0;
  return copy;
}

/* Starts `shell -c command`: with one end of a pipe as its input or output unless `end` is negative, and with a mask of
 * signals, and some as they are by default, unless `mask` is null. */
static int spawn_shell(pid_t *pid, const char *shell, const char *command, int end, int as, const sigset_t *mask,
                       const sigset_t *defaults) {
  char *argv[] = {"sh", "-c", "--", (char *)command, 0};
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  if (end >= 0) posix_spawn_file_actions_adddup2(&actions, end, as);
  if (mask) {
    posix_spawnattr_setsigmask(&attributes, mask);
    posix_spawnattr_setsigdefault(&attributes, defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  char **copy = environ_with_bin();
  int error = posix_spawn(pid, shell, &actions, &attributes, argv, copy ? copy : environ);
  free(copy);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

static int wait_for(pid_t pid) {
  int status;
  while (waitpid(pid, &status, 0) < 0)
    if (errno != EINTR) return -1;
  return status;
}

/* While a command runs, the terminal's signals are its own. Several threads may be here: the first one saves what was
 * done with them, the last one restores it. */
static const int terminals[] = {SIGINT, SIGQUIT};
static struct sigaction handled[2];
static int running;

int system(const char *command) {
  REAL(system);
  struct root root;
  char full[sizeof root.path + sizeof "/bin/sh"];
  const char *shell = command ? shell_of(CALLER, &root, full) : 0;
  if (!shell) return real(command);
  struct sigaction ignored = {.sa_handler = SIG_IGN};
  sigset_t child, before, defaults;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  sigemptyset(&defaults);
  int entered = enter(&changing);
  for (int i = 0; i < 2; i++) {
    if (!running) sigaction(terminals[i], &ignored, &handled[i]);
    if (handled[i].sa_handler != SIG_IGN) sigaddset(&defaults, terminals[i]);
  }
  running++;
  leave(&changing, entered);
  sigprocmask(SIG_BLOCK, &child, &before);
  pid_t pid;
  int status = spawn_shell(&pid, shell, command, -1, -1, &before, &defaults) ? 127 << 8 : wait_for(pid);
  sigprocmask(SIG_SETMASK, &before, 0);
  entered = enter(&changing);
  if (!--running)
    for (int i = 0; i < 2; i++) sigaction(terminals[i], &handled[i], 0);
  leave(&changing, entered);
  return status;
}

static struct opened { FILE *file; pid_t pid; struct opened *next; } *all_opened;

FILE *popen(const char *command, const char *mode) {
  REAL(popen);
  struct root root;
  char full[sizeof root.path + sizeof "/bin/sh"];
  const char *shell = shell_of(CALLER, &root, full);
  int ends[2], reads = !strchr(mode, 'w');
  if (!shell) return real(command, mode);
  struct opened *opened = malloc(sizeof *opened);
  if (!opened || pipe2(ends, O_CLOEXEC) < 0) return free(opened), (FILE *)0;
  /* Our end is never inherited: POSIX asks that of other popens, which would keep a pipe open that pclose waits for. */
  int error = spawn_shell(&opened->pid, shell, command, ends[reads], reads ? 1 : 0, 0, 0);
  close(ends[reads]);
  opened->file = error ? 0 : fdopen(ends[!reads], reads ? "r" : "w");
  if (!opened->file) {
    close(ends[!reads]);
    free(opened);
    if (error) errno = error;
    return 0;
  }
  int entered = enter(&changing);
  opened->next = all_opened;
  all_opened = opened;
  leave(&changing, entered);
  return opened->file;
}

int pclose(FILE *file) {
  REAL(pclose);
  int entered = enter(&changing);
  struct opened **place = &all_opened, *opened;
  while ((opened = *place) && opened->file != file) place = &opened->next;
  if (opened) *place = opened->next;
  leave(&changing, entered);
  if (!opened) return real(file);
  pid_t pid = opened->pid;
  free(opened);
  fclose(file);
  return wait_for(pid);
}

/* --- the start ---------------------------------------------------------------------------------------------------- */

__attribute__((constructor)) static void start(int argc, char **argv, char **envp) {
  (void)argc;
  arguments = argv;
  variables = envp;
  find_self();
  pthread_atfork(before_fork, after_fork, in_child);
  read_converters();
}
