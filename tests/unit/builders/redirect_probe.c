/* Asks for paths in every way that libc has, from wherever it is linked into: `HOW PATH` pairs, a line for each answer. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <ftw.h>
#include <glob.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>
extern char **environ;
static char text[PATH_MAX], *signalled;
static int seen(const char *path, const struct stat *s, int f, struct FTW *w) { (void)s, (void)f, (void)w; return strstr(path, "only-tree") != 0; }
static const char *read_fd(int fd) {
  ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
  if (fd >= 0) close(fd);
  if (n < 0) return strerrorname_np(errno);
  text[n] = 0;
  return strtok(text, "\n") ? text : "empty";
}
static const char *said(int failed) { return failed ? strerrorname_np(errno) : "yes"; }
static void handler(int s) { (void)s; strcpy(text, read_fd(open(signalled, O_RDONLY))); }
static void run(const char *how, const char *path) {
  char *argv[] = {(char *)path, 0};
  if (!strcmp(how, "execl")) execl(path, path, (char *)0);
  if (!strcmp(how, "execlp")) execlp(path, path, (char *)0);
  if (!strcmp(how, "execle")) execle(path, path, (char *)0, environ);
  if (!strcmp(how, "execv")) execv(path, argv);
  if (!strcmp(how, "execve")) execve(path, argv, environ);
  if (!strcmp(how, "execvp")) execvp(path, argv);
  if (!strcmp(how, "execvpe")) execvpe(path, argv, environ);
}
static const char *child(const char *how, const char *path) {
  int ends[2], status;
  pid_t pid;
  if (pipe(ends)) return "pipe";
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
  if (!strcmp(how, "addopen")) posix_spawn_file_actions_addopen(&actions, 0, path, O_RDONLY, 0), how = "posix_spawn", path = "/bin/cat";
  char *argv[] = {(char *)path, 0};
  if (!strcmp(how, "posix_spawn")) errno = posix_spawn(&pid, path, &actions, 0, argv, environ);
  else if (!strcmp(how, "posix_spawnp")) errno = posix_spawnp(&pid, path, &actions, 0, argv, environ);
  else if ((pid = !strcmp(how, "vfork") ? vfork() : fork()) == 0) {
    dup2(ends[1], 1);
    if (!strcmp(how, "nohup")) signal(SIGINT, SIG_IGN);
    if (!strcmp(how, "chroot")) {
      char *inside = strchr(path, ':');
      *inside++ = 0;
      if (chroot(path) || chdir("/")) _exit(errno);
      path = inside;
    }
    if (!strcmp(how, "nobody") && (setgid(65534) || setuid(65534))) _exit(errno);
    if (!strcmp(how, "chroot") || !strcmp(how, "nobody")) _exit((puts(read_fd(open(path, O_RDONLY))), fflush(stdout)));
    if (!strcmp(how, "system") || !strcmp(how, "nohup")) _exit(WEXITSTATUS(system(path)));
    run(!strcmp(how, "vfork") ? "execve" : how, path);
    _exit(errno);
  } else errno = 0;
  int failed = errno;
  posix_spawn_file_actions_destroy(&actions);
  if (failed) return strerrorname_np(failed);
  close(ends[1]);
  waitpid(pid, &status, 0);
  const char *out = read_fd(ends[0]);
  if (!strcmp(out, "empty")) { sprintf(text, "exit %s", strerrorname_np(WEXITSTATUS(status))); return text; }
  return out;
}
static void *commands(void *command) {
  for (int i = 0; i < 20; i++) system(command);
  return 0;
}
static const char *in_threads(const char *command) {
  pthread_t threads[3];
  struct sigaction now;
  int out = dup(1), null = open("/dev/null", O_WRONLY);
  dup2(null, 1);
  for (int i = 0; i < 3; i++) pthread_create(&threads[i], 0, commands, (void *)command);
  for (int i = 0; i < 3; i++) pthread_join(threads[i], 0);
  dup2(out, 1);
  sigaction(SIGINT, 0, &now);
  return now.sa_handler == SIG_DFL ? "default" : "ignored";
}
const char *ask(const char *how, const char *path) {
  struct stat s;
  struct statfs f;
  glob_t g;
  struct dirent **names;
  volatile int flags = O_RDONLY;
  errno = 0;
  if (!strcmp(how, "open")) return read_fd(open(path, flags));
  if (!strcmp(how, "openat")) return read_fd(openat(AT_FDCWD, path, flags));
  if (!strcmp(how, "write")) return said(open(path, O_WRONLY | O_CREAT, 0600) < 0);
  if (!strcmp(how, "fopen")) { FILE *o = fopen(path, "re"); return o ? read_fd(dup(fileno(o))) : said(1); }
  if (!strcmp(how, "stat")) return said(stat(path, &s));
  if (!strcmp(how, "lstat")) return said(lstat(path, &s));
  if (!strcmp(how, "statfs")) return said(statfs(path, &f));
  if (!strcmp(how, "access")) return said(access(path, R_OK));
  if (!strcmp(how, "chdir")) return chdir(path) ? said(1) : (getcwd(text, sizeof text), text);
  if (!strcmp(how, "realpath")) return realpath(path, text) ? text : said(1);
  if (!strcmp(how, "readlink")) { ssize_t n = readlink(path, text, sizeof text - 1); return n < 0 ? said(1) : (text[n] = 0, text); }
  if (!strcmp(how, "opendir")) return said(!opendir(path));
  if (!strcmp(how, "scandir")) return said(scandir(path, &names, 0, alphasort) < 0);
  if (!strcmp(how, "nftw")) return nftw(path, seen, 4, FTW_PHYS) == 1 ? "yes" : "no";
  if (!strcmp(how, "glob")) return glob(path, 0, 0, &g) ? "no match" : strcpy(text, g.gl_pathv[0]);
  if (!strcmp(how, "fts")) { FTS *t = fts_open((char *[]){(char *)path, 0}, FTS_PHYSICAL, 0); FTSENT *e = t ? fts_read(t) : 0; return e && e->fts_info == FTS_D ? strcpy(text, e->fts_path) : "no"; }
  if (!strcmp(how, "mkdir")) return said(mkdir(path, 0700));
  if (!strcmp(how, "writable")) return said(access(path, W_OK));
  if (!strcmp(how, "mkstemp")) {
    char name[4096];
    return said(mkstemp(strcat(strcpy(name, path), "XXXXXX")) < 0);
  }
  if (!strcmp(how, "mkfifo")) return said(mkfifo(path, 0600));
  if (!strcmp(how, "mknod")) return said(mknod(path, S_IFIFO | 0600, 0));
  if (!strcmp(how, "unlink")) return said(unlink(path));
  if (!strcmp(how, "unlinkat")) return said(unlinkat(AT_FDCWD, path, 0));
  if (!strcmp(how, "rmdir")) return said(rmdir(path));
  if (!strcmp(how, "remove")) return said(remove(path));
  if (!strcmp(how, "truncate")) return said(truncate(path, 0));
  if (!strcmp(how, "chmod")) return said(chmod(path, 0777));
  if (!strcmp(how, "chown")) return said(lchown(path, 0, 0));
  if (!strcmp(how, "utimensat")) return said(utimensat(AT_FDCWD, path, 0, 0));
  if (!strcmp(how, "setxattr")) return said(setxattr(path, "user.x", "", 0, 0));
  if (!strcmp(how, "symlink")) return said(symlink("x", path));
  if (!strcmp(how, "rename")) return said(rename(path, "/tmp/x"));
  if (!strcmp(how, "renamed")) return said(rename("/proc/self/stat", path));
  if (!strcmp(how, "link")) return said(link("/proc/self/stat", path));
  if (!strcmp(how, "inotify")) return said(inotify_add_watch(inotify_init(), path, IN_MODIFY) < 0);
  if (!strcmp(how, "dlopen")) { void *h = dlopen(path, RTLD_NOW); return h ? ((const char *(*)(void))dlsym(h, "name"))() : "no"; }
  if (!strcmp(how, "popen")) { FILE *p = popen(path, "r"); strcpy(text, p && fgets(text, 99, p) ? strtok(text, "\n") : "nothing"); sprintf(text + strlen(text), " %d", pclose(p)); return text; }
  if (!strcmp(how, "threads")) return in_threads(path);
  if (!strcmp(how, "null")) {
    const char *volatile none = 0;
    return open(none, flags) < 0 && stat(none, &s) && access(none, R_OK) && execv(none, (char *const[]){0}) ? said(1) : "yes";
  }
  if (!strcmp(how, "long")) {
    size_t length = 16 << 20;
    char *pattern = memset(malloc(length), 'x', length);
    memcpy(pattern, path, strlen(path));
    strcpy(pattern + length - 2, "*");
    return glob(pattern, 0, 0, &g) ? "no match" : g.gl_pathv[0];
  }
  if (!strcmp(how, "pipes")) { FILE *p = popen(path, "w"); int ours = fcntl(fileno(p), F_GETFD) & FD_CLOEXEC; pclose(p); return ours ? "ours" : "inherited"; }
  if (!strcmp(how, "signal")) { signalled = (char *)path; signal(SIGUSR1, handler); raise(SIGUSR1); return text; }
  if (!strcmp(how, "closed")) { for (int i = 3; i < 64; i++) close(i); return read_fd(open(path, flags)); }
  return child(how, path);
}
