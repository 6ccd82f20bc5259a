// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * preload_test.c - what becomes of a suite's own system calls.
 *
 * Proves: 1. a crash kernel loaded by kexec_file_load(2) is the loader's, with
 * the files and the command line of the call; 2. a call without an initrd gets
 * the adapter's; 3. the loader's failure is that of the call; 4. what is not
 * about a crash kernel, and any other call, is the kernel's.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/kexec.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/tap.h"

static char dir[] = "/tmp/preload.XXXXXX";
static char loader[64], said[64], kernel[64];

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "we");

	TAP_CHECK(file != NULL);
	if (!file)
		return;
	fputs(text, file);
	fclose(file);
}

/* A loader that says what it was given, and what is in its last file. */
static void make_loader(int status)
{
	char text[256];

	snprintf(text, sizeof(text), "#!/bin/sh\n"
		 "echo \"$@\" | sed \"s,/proc/[0-9]*/,/proc/N/,g\" >%s\n"
		 "for last; do :; done\ncat \"$last\" >>%s\nexit %d\n", said,
		 said, status);
	write_file(loader, text);
	TAP_CHECK(!chmod(loader, 0700));
}

/* What it said; free() it. */
static char *heard(void)
{
	FILE *file = fopen(said, "re");
	char *text = NULL;
	size_t size = 0;

	if (file && getdelim(&text, &size, '\0', file) < 0) {
		free(text);
		text = NULL;
	}
	if (file)
		fclose(file);
	unlink(said);
	return text ? text : strdup("nothing");
}

static long load(int initrd, unsigned long flags)
{
	static const char line[] = "panic=-1 a=b";
	int fd = open(kernel, O_RDONLY | O_CLOEXEC);
	long ret = syscall(SYS_kexec_file_load, (long)fd, (long)initrd,
			   (long)sizeof(line), line, (long)flags);
	int error = errno;

	close(fd);
	errno = error;
	return ret;
}

/* It was called with the line, these words, and the kernel. */
static void expect(const char *words, int kernel_fd)
{
	char text[256], *found = heard();

	snprintf(text, sizeof(text), "-p --command-line=panic=-1 a=b "
		 "%s/proc/N/fd/%d\nkernel\n", words, kernel_fd);
	if (strcmp(text, found) != 0)
		printf("# found %s# expected %s", found, text);
	TAP_CHECK(!strcmp(text, found));
	free(found);
}

/* The lowest free descriptor, which load() gets. */
static int next_fd(void)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	close(fd);
	return fd;
}

static void a_crash_kernel_is_the_loaders(void)
{
	make_loader(0);
	TAP_EQ(load(-1, KEXEC_FILE_ON_CRASH | KEXEC_FILE_NO_INITRAMFS), 0);
	expect("", next_fd());
}

static void its_initrd_goes_along(void)
{
	char text[64];
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	TAP_EQ(load(fd, KEXEC_FILE_ON_CRASH), 0);
	snprintf(text, sizeof(text), "--initrd=/proc/N/fd/%d ", fd);
	expect(text, next_fd());
	close(fd);
	setenv("KDP_ADAPTER_INITRD", "/adapters", 1);
	TAP_EQ(load(-1, KEXEC_FILE_ON_CRASH | KEXEC_FILE_NO_INITRAMFS), 0);
	expect("--initrd=/adapters ", next_fd());
	unsetenv("KDP_ADAPTER_INITRD");
}

static void its_failure_is_the_calls(void)
{
	make_loader(1);
	errno = 0;
	TAP_EQ(load(-1, KEXEC_FILE_ON_CRASH | KEXEC_FILE_NO_INITRAMFS), -1);
	TAP_EQ(errno, EINVAL);
	unlink(loader);
	unlink(said);
	TAP_EQ(load(-1, KEXEC_FILE_ON_CRASH | KEXEC_FILE_NO_INITRAMFS), -1);
}

/* Without a right descriptor the kernel does nothing, whoever asks. */
static void the_rest_is_the_kernels(void)
{
	make_loader(0);
	TAP_EQ(syscall(SYS_getpid), getpid());
	TAP_EQ(syscall(SYS_kexec_file_load, -1L, -1L, 0L, NULL, 0L), -1);
	TAP_EQ(access(said, F_OK), -1);
	unsetenv("KDP_ADAPTER_KEXEC");
	TAP_EQ(syscall(SYS_kexec_file_load, -1L, -1L, 0L, NULL,
		       (long)KEXEC_FILE_ON_CRASH), -1);
	TAP_EQ(access(said, F_OK), -1);
}

int main(void)
{
	if (!mkdtemp(dir)) {
		printf("Bail out! no directory\n");
		return 99;
	}
	snprintf(loader, sizeof(loader), "%s/kexec", dir);
	snprintf(said, sizeof(said), "%s/said", dir);
	snprintf(kernel, sizeof(kernel), "%s/kernel", dir);
	write_file(kernel, "kernel\n");
	setenv("KDP_ADAPTER_KEXEC", loader, 1);
	unsetenv("KDP_ADAPTER_INITRD");
	TAP_RUN(a_crash_kernel_is_the_loaders);
	TAP_RUN(its_initrd_goes_along);
	TAP_RUN(its_failure_is_the_calls);
	TAP_RUN(the_rest_is_the_kernels);
	unlink(loader);
	unlink(said);
	unlink(kernel);
	rmdir(dir);
	return tap_done();
}
