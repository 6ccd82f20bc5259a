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
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kdump-prep/cleanup.h"
#include "second-kernel/capture/dump.h"

/* What ssh says; one at a time. */
#define COMPLAINTS   "/tmp/ssh"
#define INCOMPLETE   "dump-incomplete"
#define COMMAND_SIZE (3 * sizeof(((struct kdp_remote *)0)->dir) + 256)

void kdp_remote_init(struct kdp_remote *remote,
		     const struct kdp_capture_config *config,
		     const struct kdp_capture_target *target,
		     const char *stamp)
{
	char address[INET_ADDRSTRLEN];

	remote->target = target;
	inet_ntop(AF_INET, &config->network.address, address, sizeof(address));
	snprintf(remote->dir, sizeof(remote->dir), "%s/%s-%s", target->dir,
		 address, stamp);
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
	int output = open(COMPLAINTS, O_WRONLY | O_CREAT | O_TRUNC, 0600);

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
	KDP_AUTO_CLOSE int fd = -1;
	char text[200] = "";
	ssize_t got;
	int status;

	if (waitpid(pid, &status, 0) != pid)
		return kdp_error_os(errno, "wait for ssh");
	if (status == 0)
		return NULL;
	if (WIFSIGNALED(status))
		return kdp_error_create(KDP_ERROR_OTHER,
					"ssh was killed by signal %d",
					WTERMSIG(status));
	fd = open(COMPLAINTS, O_RDONLY | O_CLOEXEC);
	got = fd < 0 ? 0 : read(fd, text, sizeof(text) - 1);
	text[got > 0 ? got : 0] = 0;
	text[strcspn(text, "\r\n")] = 0;
	return kdp_error_create(KDP_ERROR_OTHER, "ssh failed (status %d): %s",
				WEXITSTATUS(status), text);
}

/* Runs @command there; its input is @input. */
KDP_MUST_CHECK
static struct kdp_error *run_there(const struct kdp_remote *remote,
				   const char *command, int input)
{
	pid_t pid = fork();

	if (pid < 0)
		return kdp_error_os(errno, "fork");
	if (pid == 0)
		become_ssh(remote->target, command, input);
	return wait_for_ssh(pid);
}

struct kdp_error *kdp_remote_put(const struct kdp_remote *remote,
				 const char *path, const char *name)
{
	KDP_AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	char command[COMMAND_SIZE];

	if (fd < 0)
		return kdp_error_os(errno, "%s", path);
	snprintf(command, sizeof(command),
		 "umask 077 && mkdir -p %s && cd %s && cat >incomplete && mv incomplete %s && sync",
		 remote->dir, remote->dir, name);
	return run_there(remote, command, fd);
}

/* In the child: copies until the end, and counts. */
__attribute__((noreturn))
static void relay(int from, int to, uint64_t *count)
{
	static char buffer[65536];
	ssize_t got, put, done;

	while ((got = read(from, buffer, sizeof(buffer))) > 0) {
		for (done = 0; done < got; done += put) {
			put = write(to, buffer + done, (size_t)(got - done));
			if (put <= 0)
				_exit(1);
		}
		*count += (uint64_t)got;
	}
	_exit(got < 0);
}

/*
 * makedumpfile writes into one pipe, ssh reads from another one, and a child
 * counts what goes from the one to the other.
 */
KDP_MUST_CHECK
static struct kdp_error *stream(const struct kdp_remote *remote,
				const char *packing, const char *command,
				uint64_t *count)
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
		relay(dump[0], net[1], count);
	}
	close(dump[0]);
	close(net[0]);
	close(net[1]);
	if (ssh < 0 || copier < 0)
		return kdp_error_os(errno, "fork");
	err = kdp_dump_stream(packing, dump[1]);
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
	return err;
}

struct kdp_error *kdp_remote_dump(const struct kdp_remote *remote,
				  const char *packing, const char *name,
				  uint64_t *size_ret)
{
	char command[COMMAND_SIZE];
	KDP_AUTO_CLOSE int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	uint64_t *count = mmap(NULL, sizeof(*count), PROT_READ | PROT_WRITE,
			       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct kdp_error *err;

	if (count == MAP_FAILED)
		return &kdp_enomem;
	snprintf(command, sizeof(command),
		 "umask 077 && mkdir -p %s && cat >%s/" INCOMPLETE,
		 remote->dir, remote->dir);
	err = stream(remote, packing, command, count);
	if (err)
		return err;
	*size_ret = *count;
	snprintf(command, sizeof(command),
		 "cd %s && sync && test \"$(wc -c <" INCOMPLETE ")\" -eq %llu && mv " INCOMPLETE " %s && sync",
		 remote->dir, (unsigned long long)*count, name);
	return kdp_error_wrap(run_there(remote, command, null),
			      "%llu bytes were sent, and did not all arrive",
			      (unsigned long long)*count);
}
