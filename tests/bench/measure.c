// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * measure.c - runs a command several times and prints what it costs: the
 * median of its CPU time, user and system together, and of its peak memory.
 *
 * usage: measure TIMES COMMAND [ARGUMENT]...
 * prints: MICROSECONDS KIBIBYTES
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define TIMES_MAX 101

static int compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static int64_t microseconds(struct timeval time)
{
	return (int64_t)time.tv_sec * 1000000 + time.tv_usec;
}

static void run_once(char **argv, int64_t *us, int64_t *kib)
{
	struct rusage usage;
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		execv(argv[0], argv);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &usage) < 0) {
		perror("measure");
		exit(1);
	}
	if (status != 0) {
		fprintf(stderr, "measure: %s: status 0x%x\n", argv[0],
			(unsigned int)status);
		exit(1);
	}
	*us = microseconds(usage.ru_utime) + microseconds(usage.ru_stime);
	*kib = usage.ru_maxrss;
}

int main(int argc, char **argv)
{
	int64_t us[TIMES_MAX], kib[TIMES_MAX];
	int times, i;

	times = argc > 2 ? atoi(argv[1]) : 0;
	if (times < 1 || times > TIMES_MAX) {
		fprintf(stderr, "usage: measure TIMES COMMAND...\n");
		return 2;
	}
	for (i = 0; i < times; i++)
		run_once(argv + 2, &us[i], &kib[i]);
	qsort(us, (size_t)times, sizeof(*us), compare);
	qsort(kib, (size_t)times, sizeof(*kib), compare);
	printf("%lld %lld\n", (long long)us[times / 2],
	       (long long)kib[times / 2]);
	return 0;
}
