// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * agent.c - the hand of "kdump-prep rehearse" in its guest.
 *
 * In the first kernel it is the only program: it has the crash kernel loaded
 * and panics.  In the second one it goes in front of the init that is
 * rehearsed: it stays behind as a child that tells how much memory is left and
 * which disks there are.  Where that one goes on in a root file system, the
 * agent is the init of the one that stands in, and saves the dump there.
 *
 * It talks on the second serial port in lines "@kdp WORD [text]", of which the
 * words are those of struct kdp_rehearsal_events; whatever it cannot do there
 * shows on the other side as silence.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "kdump-prep/rehearse.h"
#include "second-kernel/capture/dump.h"
#include "second-kernel/capture/machine.h"

#define STATUS_PORT makedev(4, 65) /* ttyS1 */
#define WORDS_MAX   64u
#define LINE_SIZE   400u
#define SAMPLE_US   20000u
#define SAMPLES_TOLD 50u /* without news a sign of life after so many */

static int status = -1;

__attribute__((format(printf, 1, 2)))
static void say(const char *format, ...)
{
	char line[LINE_SIZE] = "@kdp ";
	ssize_t written;
	va_list ap;
	size_t size;

	va_start(ap, format);
	vsnprintf(line + 5, sizeof(line) - 6, format, ap);
	va_end(ap);
	size = strlen(line);
	line[size] = '\n';
	written = write(status, line, size + 1);
	(void)written;
}

/* The port has a node of its own here, whatever becomes of /dev. */
static void open_status(void)
{
	static const char node[] = "/kdump-prep-status";
	struct termios termios;

	mknod(node, S_IFCHR | 0600, STATUS_PORT);
	status = open(node, O_RDWR | O_NOCTTY | O_CLOEXEC);
	unlink(node);
	if (tcgetattr(status, &termios) == 0) {
		cfmakeraw(&termios);
		tcsetattr(status, TCSANOW, &termios);
	}
}

static ssize_t read_text(const char *path, char *ret, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : read(fd, ret, size - 1);

	if (fd >= 0)
		close(fd);
	ret[got > 0 ? got : 0] = 0;
	return got;
}

/* The first kernel. */

/* What the loader says goes to the other side, line by line. */
static void forward(int fd)
{
	FILE *file = fdopen(fd, "r");
	char line[LINE_SIZE - 20];

	while (file && fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\r\n")] = 0;
		say("load %s", line);
	}
	if (file)
		fclose(file);
}

/* Runs the words of KDP_REHEARSE_LOAD; returns the exit status. */
static int run_loader(void)
{
	static char text[16384];
	char *argv[WORDS_MAX + 1] = { 0 };
	int fds[2], result;
	char *word = text;
	size_t count = 0;
	pid_t pid;

	if (read_text(KDP_REHEARSE_LOAD, text, sizeof(text)) < 0)
		return 127;
	while (*word && count < WORDS_MAX) {
		char *end = strchr(word, '\n');

		if (!end)
			break;
		*end = 0;
		argv[count++] = word;
		word = end + 1;
	}
	if (!count || pipe2(fds, O_CLOEXEC))
		return 127;
	setenv("LD_LIBRARY_PATH", "/lib", 1);
	pid = fork();
	if (pid == 0) {
		dup2(fds[1], STDOUT_FILENO);
		dup2(fds[1], STDERR_FILENO);
		execv(argv[0], argv);
		_exit(127);
	}
	close(fds[1]);
	forward(fds[0]);
	if (pid < 0 || waitpid(pid, &result, 0) != pid)
		return 127;
	return WIFEXITED(result) ? WEXITSTATUS(result) : 126;
}

static void pull_trigger(const char *trigger)
{
	if (strcmp(trigger, "panic") == 0)
		_exit(1); /* of process 1, which is a panic */
	if (strcmp(trigger, "nmi") == 0) {
		kdp_machine_put("/proc/sys/kernel/unknown_nmi_panic", "1");
		say("nmi");
	} else {
		kdp_machine_put("/proc/sys/kernel/sysrq", "1");
		kdp_machine_put("/proc/sysrq-trigger", "c");
	}
	sleep(5);
	say("survived");
}

static void wait_for_ever(void)
{
	for (;;)
		pause();
}

static void first_kernel(void)
{
	char trigger[32], text[32];
	int result;

	mkdir("/proc", 0755);
	mkdir("/sys", 0755);
	mkdir("/dev", 0755);
	mount("proc", "/proc", "proc", 0, "");
	mount("sysfs", "/sys", "sysfs", 0, "");
	mount("devtmpfs", "/dev", "devtmpfs", 0, "");
	say("first");
	read_text("/sys/kernel/kexec_crash_size", text, sizeof(text));
	say("reserved %lu", strtoul(text, NULL, 10));
	read_text(KDP_REHEARSE_TRIGGER, trigger, sizeof(trigger));
	trigger[strcspn(trigger, "\n")] = 0;
	result = run_loader();
	read_text("/sys/kernel/kexec_crash_loaded", text, sizeof(text));
	if (text[0] != '1') {
		say("no-load %d", result);
		wait_for_ever();
	}
	say("loaded %d", result);
	say("crash");
	/* The other side begins its storm. */
	usleep(300000);
	pull_trigger(trigger);
	wait_for_ever();
}

/* The second kernel. */

/* What is open stays readable when it has no place any more. */
struct views {
	int meminfo;
	DIR *blocks;
};

static void open_views(struct views *views)
{
	static const char proc[] = "/kdump-prep-proc";
	static const char sys[] = "/kdump-prep-sys";
	char path[64];

	mkdir(proc, 0700);
	mkdir(sys, 0700);
	mount("proc", proc, "proc", 0, "");
	mount("sysfs", sys, "sysfs", 0, "");
	snprintf(path, sizeof(path), "%s/meminfo", proc);
	views->meminfo = open(path, O_RDONLY | O_CLOEXEC);
	snprintf(path, sizeof(path), "%s/class/block", sys);
	views->blocks = opendir(path);
	umount2(proc, MNT_DETACH);
	umount2(sys, MNT_DETACH);
	rmdir(proc);
	rmdir(sys);
}

static unsigned long number_of(const char *text, const char *name)
{
	const char *at = strstr(text, name);

	return at ? strtoul(at + strlen(name), NULL, 10) : 0;
}

/* Names of disks, parted by blanks. */
static void list_disks(DIR *dir, char *ret, size_t size)
{
	struct dirent *entry;
	size_t fill = 0;

	ret[0] = 0;
	if (!dir)
		return;
	rewinddir(dir);
	while ((entry = readdir(dir))) {
		size_t length = strlen(entry->d_name);

		if (entry->d_name[0] == '.' ||
		    strncmp(entry->d_name, "loop", 4) == 0 ||
		    strncmp(entry->d_name, "ram", 3) == 0 ||
		    length + 2 > size - fill)
			continue;
		memcpy(ret + fill, entry->d_name, length);
		memcpy(ret + fill + length, " ", 2);
		fill += length + 1;
	}
}

/* The smallest MemAvailable so far, and the disks, whenever they change. */
static void watch(struct views *views)
{
	unsigned long least = ~0ul, available;
	char text[4096], disks[200], known[200] = "";
	unsigned int quiet = SAMPLES_TOLD;
	ssize_t got;

	for (;;) {
		got = pread(views->meminfo, text, sizeof(text) - 1, 0);
		text[got > 0 ? got : 0] = 0;
		available = number_of(text, "MemAvailable:");
		if (got > 0 && available < least) {
			least = available;
			say("memory %lu %lu", least,
			    number_of(text, "MemTotal:"));
			quiet = 0;
		}
		list_disks(views->blocks, disks, sizeof(disks));
		if (strcmp(disks, known) != 0) {
			say("disks %s", disks);
			memcpy(known, disks, sizeof(known));
			quiet = 0;
		}
		if (quiet++ >= SAMPLES_TOLD) {
			say("alive");
			quiet = 0;
		}
		usleep(SAMPLE_US);
	}
}

/* Become the init that is rehearsed, as the kernel would have started it. */
static void second_kernel(char **argv)
{
	struct views views;

	open_views(&views);
	say("second");
	if (fork() == 0) {
		setsid();
		argv[0][0] = '@'; /* systemd lets those live */
		watch(&views);
	}
	argv[0] = (char *)(uintptr_t)"/init";
	execv(argv[0], argv);
	say("no-init %s", strerror(errno));
}

/* The root file system of the second kernel. */

/* The file that tells that it stands in has the options, blanks between. */
KDP_MUST_CHECK
static struct kdp_error *save(void)
{
	char text[LINE_SIZE], *rest = text, *word;
	char *words[KDP_DUMP_WORDS + 1] = { 0 };
	size_t count = 0;

	read_text(KDP_REHEARSE_ROOT, text, sizeof(text));
	while (count < KDP_DUMP_WORDS &&
	       (word = strtok_r(rest, " \t\n", &rest)))
		words[count++] = word;
	return kdp_dump_as(words, "/dump");
}

/* What is printed is what the verdict cites. */
static void stand_in(void)
{
	struct kdp_error *err;

	if (mount("", "/", "", MS_REMOUNT, ""))
		printf("kdump-prep: not saved to /: %s\r\n", strerror(errno));
	mount("proc", "/proc", "proc", 0, "");
	puts("kdump-prep: the stand-in of the root file system saves the dump\r");
	fflush(stdout);
	err = save();
	if (err)
		printf("kdump-prep: not saved to /: %s\r\n", err->message);
	fflush(stdout);
	sync();
	reboot(RB_AUTOBOOT);
	wait_for_ever();
}

int main(int argc, char **argv)
{
	if (argc < 1 || getpid() != 1) {
		fputs("rehearse: runs in a guest; see kdump-prep(8), rehearse\n",
		      stderr);
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	if (access(KDP_REHEARSE_ROOT, F_OK) == 0)
		stand_in();
	open_status();
	if (access(KDP_REHEARSE_LOAD, F_OK) == 0)
		first_kernel();
	else
		second_kernel(argv);
	return 1;
}
