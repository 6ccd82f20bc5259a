// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * preload.c - gives the loader a crash kernel that a program wants to load by a
 * system call of its own.
 *
 * For LD_PRELOAD, in front of a suite that calls kexec_file_load(2) through
 * syscall(3).  Where the call is about the crash kernel, "KDP_ADAPTER_KEXEC -p"
 * runs instead, with the same files and command line, and the call succeeds
 * when that does.  A call without an initrd gets that of KDP_ADAPTER_INITRD, if
 * there is one: the suite's own kernels need none, those of distributions do.
 * All other calls are the kernel's.
 */
#include <dlfcn.h>
#include <errno.h>
#include <linux/kexec.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

typedef long (*syscall_function)(long number, ...);

/* The loader's, which must not be preloaded itself. */
static int run(char **argv)
{
	int status = 0;
	pid_t pid = fork();

	if (pid < 0)
		return -1;
	if (pid == 0) {
		unsetenv("LD_PRELOAD");
		execv(argv[0], argv);
		_exit(127);
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* As kexec_file_load(2): 0, or -1 with errno set. */
static long load(const char *kexec, const long *argument)
{
	const char *initrd = getenv("KDP_ADAPTER_INITRD");
	const char *line = (const char *)argument[3];
	char kernel[64], file[64], *words[8];
	char *line_word = NULL, *initrd_word = NULL;
	size_t count = 0;
	int status = -1;

	snprintf(kernel, sizeof(kernel), "/proc/%d/fd/%d", (int)getpid(),
		 (int)argument[0]);
	snprintf(file, sizeof(file), "/proc/%d/fd/%d", (int)getpid(),
		 (int)argument[1]);
	if (!(argument[4] & KEXEC_FILE_NO_INITRAMFS))
		initrd = file;
	words[count++] = (char *)kexec;
	words[count++] = (char *)"-p";
	if (asprintf(&line_word, "--command-line=%s", line ? line : "") < 0)
		line_word = NULL;
	if (initrd && asprintf(&initrd_word, "--initrd=%s", initrd) < 0)
		initrd_word = NULL;
	if (line_word && (!initrd || initrd_word)) {
		words[count++] = line_word;
		if (initrd_word)
			words[count++] = initrd_word;
		words[count++] = kernel;
		words[count] = NULL;
		status = run(words);
	}
	free(line_word);
	free(initrd_word);
	if (!status)
		return 0;
	errno = EINVAL;
	return -1;
}

__attribute__((visibility("default"))) long syscall(long number, ...)
{
	syscall_function next = (syscall_function)dlsym(RTLD_NEXT, "syscall");
	const char *kexec = getenv("KDP_ADAPTER_KEXEC");
	long argument[6];
	va_list list;

	va_start(list, number);
	for (int i = 0; i < 6; i++)
		argument[i] = va_arg(list, long);
	va_end(list);
	if (number == SYS_kexec_file_load && kexec &&
	    (argument[4] & KEXEC_FILE_ON_CRASH) &&
	    !(argument[4] & KEXEC_FILE_UNLOAD))
		return load(kexec, argument);
	return next(number, argument[0], argument[1], argument[2], argument[3],
		    argument[4], argument[5]);
}
