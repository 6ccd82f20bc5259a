// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * remote.c - sends files by ssh; see remote.h.
 *
 * The parts of a shell's command that come from outside are of letters, digits
 * and few more characters: see kdp_capture_target_parse().
 */
#include "second-kernel/capture/remote.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kdump-prep/cksum.h"
#include "kdump-prep/cleanup.h"
#include "second-kernel/capture/dump.h"

/* What ssh says; one at a time. */
#define ANSWER	    "/tmp/ssh"
#define ANSWER_SIZE 4096u
/* In front of the number of the directory that was made. */
#define MADE	     "kdump-prep made "
#define COMMAND_SIZE (2 * KDP_CAPTURE_WORD + 1024u)

void kdp_remote_init(struct kdp_remote *remote,
		     const struct kdp_capture_config *config,
		     const struct kdp_capture_target *target,
		     const char *stamp)
{
	memset(remote, 0, sizeof(*remote));
	remote->target = target;
	remote->stamp = stamp;
	inet_ntop(AF_INET, &config->network.address, remote->address,
		  sizeof(remote->address));
}

/*
 * Begins a command that works in the directory of this crash, whose name is in
 * $n then; makes it, where it is the first command.
 */
static size_t begin(const struct kdp_remote *remote, char *command)
{
	const char *dir = remote->target->dir;

	if (remote->name[0])
		return (size_t)snprintf(command, COMMAND_SIZE,
					"umask 077; n=%s; cd %s && ",
					remote->name, remote->dir);
	return (size_t)snprintf(command, COMMAND_SIZE,
		"umask 077; mkdir -p %s && cd %s || exit; i=1; n=%s; "
		"until mkdir %s-$n 2>/dev/null; do "
		"test $i -lt %u || { mkdir %s-$n; exit 1; }; "
		"i=$((i+1)); n=%s-$i; done; echo \"" MADE "$i\"; "
		"cd %s-$n && ", dir, dir, remote->stamp, remote->address,
		KDP_RESULT_NAMES, remote->address, remote->stamp,
		remote->address);
}

/* Ends one, which gives a file its name if it is what was sent. */
static void end(char *command, size_t used, const struct kdp_cksum *sum,
		const char *kind)
{
	snprintf(command + used, COMMAND_SIZE - used,
		 "sync && if test \"$(cksum <%s-incomplete)\" = \"%u %llu\"; "
		 "then mv %s-incomplete %s.$n && sync; "
		 "else echo \"it is not there as it was sent\"; exit 1; fi",
		 kind, kdp_cksum_result(sum), (unsigned long long)sum->size,
		 kind, kind);
}

static void read_answer(char text[ANSWER_SIZE])
{
	KDP_AUTO_CLOSE int fd = open(ANSWER, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? 0 : read(fd, text, ANSWER_SIZE - 1);

	text[got > 0 ? got : 0] = 0;
}

/* After the first command. */
KDP_MUST_CHECK
static struct kdp_error *take_name(struct kdp_remote *remote)
{
	unsigned long number = 0;
	char text[ANSWER_SIZE];
	const char *made;

	if (remote->name[0])
		return NULL;
	read_answer(text);
	made = strstr(text, MADE);
	if (made)
		number = strtoul(made + strlen(MADE), NULL, 10);
	if (!number || number > KDP_RESULT_NAMES)
		return kdp_error_create(KDP_ERROR_OTHER,
					"the server does not tell the directory that it made");
	kdp_result_name(remote->stamp, (unsigned int)number, remote->name);
	snprintf(remote->dir, sizeof(remote->dir), "%s/%s-%s",
		 remote->target->dir, remote->address, remote->name);
	return NULL;
}

/* In the child: never returns. */
__attribute__((noreturn))
static void become_ssh(const struct kdp_capture_target *target,
		       const char *command, int input)
{
	static char *const environment[] = {
		(char *)"LD_LIBRARY_PATH=/lib", (char *)"HOME=/ssh", NULL,
	};
	const char *const argv[] = {
		"ssh", "-F", "none", "-a", "-x", "-T",
		"-i", KDP_CAPTURE_SSH_KEY,
		"-p", target->port,
		"-o", "BatchMode=yes",
		"-o", "IdentitiesOnly=yes",
		"-o", "StrictHostKeyChecking=yes",
		"-o", "UserKnownHostsFile=" KDP_CAPTURE_KNOWN_HOSTS,
		"-o", "ConnectTimeout=15",
		"-o", "ConnectionAttempts=2",
		"-o", "ServerAliveInterval=10",
		"-o", "LogLevel=ERROR",
		target->device, command, NULL,
	};
	int output = open(ANSWER, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	dup2(input, STDIN_FILENO);
	dup2(output, STDOUT_FILENO);
	dup2(output, STDERR_FILENO);
	execve(KDP_CAPTURE_SSH_PROGRAM, (char *const *)argv, environment);
	dprintf(STDERR_FILENO, "%s: %s\n", KDP_CAPTURE_SSH_PROGRAM,
		strerror(errno));
	_exit(127);
}

/* Waits for ssh, and says what it complained of last. */
KDP_MUST_CHECK
static struct kdp_error *wait_for_ssh(pid_t pid)
{
	char text[ANSWER_SIZE];
	const char *line;
	int status;

	if (waitpid(pid, &status, 0) != pid)
		return kdp_error_os(errno, "wait for ssh");
	if (status == 0)
		return NULL;
	if (WIFSIGNALED(status))
		return kdp_error_create(KDP_ERROR_OTHER,
					"ssh was killed by signal %d",
					WTERMSIG(status));
	read_answer(text);
	line = text;
	if (strncmp(line, MADE, strlen(MADE)) == 0)
		line += strcspn(line, "\n");
	line += *line == '\n';
	return kdp_error_create(KDP_ERROR_OTHER,
				"ssh failed (status %d): %.*s",
				WEXITSTATUS(status),
				(int)strcspn(line, "\r\n"), line);
}

/* Runs @command there; its input is @input. */
KDP_MUST_CHECK
static struct kdp_error *run_there(struct kdp_remote *remote,
				   const char *command, int input)
{
	struct kdp_error *err;
	pid_t pid = fork();

	if (pid < 0)
		return kdp_error_os(errno, "fork");
	if (pid == 0)
		become_ssh(remote->target, command, input);
	err = wait_for_ssh(pid);
	return err ? err : take_name(remote);
}

KDP_MUST_CHECK
static struct kdp_error *sum_file(int fd, struct kdp_cksum *sum)
{
	char buffer[4096];
	ssize_t got;

	while ((got = read(fd, buffer, sizeof(buffer))) > 0)
		kdp_cksum_add(sum, buffer, (size_t)got);
	if (got < 0 || lseek(fd, 0, SEEK_SET))
		return kdp_error_os(errno, "read");
	return NULL;
}

struct kdp_error *kdp_remote_put(struct kdp_remote *remote, const char *path,
				 const char *kind)
{
	KDP_AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct kdp_cksum sum = { 0 };
	char command[COMMAND_SIZE];
	struct kdp_error *err;
	size_t used;

	if (fd < 0)
		return kdp_error_os(errno, "%s", path);
	err = sum_file(fd, &sum);
	if (err)
		return kdp_error_wrap(err, "%s", path);
	used = begin(remote, command);
	used += (size_t)snprintf(command + used, sizeof(command) - used,
				 "cat >%s-incomplete && ", kind);
	end(command, used, &sum, kind);
	return run_there(remote, command, fd);
}

/* In the child: copies until the end. */
__attribute__((noreturn))
static void relay(int from, int to, struct kdp_cksum *sum)
{
	static char buffer[65536];
	ssize_t got, put, done;

	while ((got = read(from, buffer, sizeof(buffer))) > 0) {
		for (done = 0; done < got; done += put) {
			put = write(to, buffer + done, (size_t)(got - done));
			if (put <= 0)
				_exit(1);
		}
		kdp_cksum_add(sum, buffer, (size_t)got);
	}
	_exit(got < 0);
}

/*
 * makedumpfile writes into one pipe, ssh reads from another one, and a child
 * sums up what goes from the one to the other.
 */
KDP_MUST_CHECK
static struct kdp_error *stream(struct kdp_remote *remote,
				const struct kdp_dump_how *how,
				const char *command, struct kdp_cksum *sum)
{
	struct kdp_error *err, *theirs;
	int dump[2], net[2], status;
	pid_t ssh, copier;

	if (pipe2(dump, O_CLOEXEC) || pipe2(net, O_CLOEXEC))
		return kdp_error_os(errno, "pipe");
	ssh = fork();
	if (ssh == 0)
		become_ssh(remote->target, command, net[0]);
	copier = fork();
	if (copier == 0) {
		close(dump[1]);
		close(net[0]);
		relay(dump[0], net[1], sum);
	}
	close(dump[0]);
	close(net[0]);
	close(net[1]);
	if (ssh < 0 || copier < 0)
		return kdp_error_os(errno, "fork");
	err = kdp_dump_stream(how, dump[1]);
	close(dump[1]);
	if (waitpid(copier, &status, 0) != copier)
		status = 1;
	/* Where ssh has failed, nobody could write on. */
	theirs = wait_for_ssh(ssh);
	if (theirs) {
		kdp_error_destroy(err);
		return theirs;
	}
	if (!err && status)
		return kdp_error_create(KDP_ERROR_OTHER,
					"not all of the dump was sent");
	return err ? err : take_name(remote);
}

struct kdp_error *kdp_remote_dump(struct kdp_remote *remote,
				  const struct kdp_dump_how *how,
				  uint64_t *size_ret)
{
	KDP_AUTO_CLOSE int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	struct kdp_cksum *sum = mmap(NULL, sizeof(*sum), PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	char command[COMMAND_SIZE];
	struct kdp_error *err;
	size_t used;

	if (sum == MAP_FAILED)
		return &kdp_enomem;
	used = begin(remote, command);
	snprintf(command + used, sizeof(command) - used,
		 "cat >dump-incomplete");
	err = stream(remote, how, command, sum);
	if (err)
		return err;
	*size_ret = sum->size;
	end(command, begin(remote, command), sum, "dump");
	return kdp_error_wrap(run_there(remote, command, null),
			      "%llu bytes were sent",
			      (unsigned long long)sum->size);
}
