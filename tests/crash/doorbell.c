// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * doorbell.c - the host's end of an ivshmem-doorbell device.
 */
#include "tests/crash/doorbell.h"

#include <errno.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define IVSHMEM_PROTOCOL_VERSION 0
#define IVSHMEM_PEER 0
#define NSEC_PER_SEC 1000000000u
#define RATE_MAX 1000000u

bool doorbell_init(struct doorbell *bell)
{
	void *memory;

	memset(bell, 0, sizeof(*bell));
	bell->shm_fd = memfd_create("kdp-doorbell", MFD_CLOEXEC);
	bell->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	bell->timer_fd = timerfd_create(CLOCK_MONOTONIC,
					TFD_CLOEXEC | TFD_NONBLOCK);
	if (bell->shm_fd < 0 || bell->event_fd < 0 || bell->timer_fd < 0 ||
	    ftruncate(bell->shm_fd, KDP_SHM_SIZE))
		return false;
	memory = mmap(NULL, KDP_SHM_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED,
		      bell->shm_fd, 0);
	if (memory == MAP_FAILED)
		return false;
	bell->shm = memory;
	return true;
}

void doorbell_deinit(struct doorbell *bell)
{
	if (bell->shm)
		munmap((void *)bell->shm, KDP_SHM_SIZE);
	close(bell->shm_fd);
	close(bell->event_fd);
	close(bell->timer_fd);
}

/* One protocol message: a little-endian number, perhaps with a descriptor. */
static bool send_message(int socket, int64_t number, int fd)
{
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control = { 0 };
	struct iovec iov = { &number, sizeof(number) };
	struct msghdr message = { .msg_iov = &iov, .msg_iovlen = 1 };

	if (fd >= 0) {
		message.msg_control = &control;
		message.msg_controllen = sizeof(control);
		control.header.cmsg_level = SOL_SOCKET;
		control.header.cmsg_type = SCM_RIGHTS;
		control.header.cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));
	}
	return sendmsg(socket, &message, MSG_NOSIGNAL) == sizeof(number);
}

bool doorbell_serve(struct doorbell *bell, int socket)
{
	return send_message(socket, IVSHMEM_PROTOCOL_VERSION, -1) &&
	       send_message(socket, IVSHMEM_PEER, -1) &&
	       send_message(socket, -1, bell->shm_fd) &&
	       send_message(socket, IVSHMEM_PEER, bell->event_fd);
}

static struct timespec to_timespec(uint64_t nsec)
{
	struct timespec ret = {
		.tv_sec = (time_t)(nsec / NSEC_PER_SEC),
		.tv_nsec = (long)(nsec % NSEC_PER_SEC),
	};

	return ret;
}

/* A number from 1 to @limit. */
static uint64_t random_up_to(uint64_t limit)
{
	uint64_t number = 0;

	if (getrandom(&number, sizeof(number), 0) != sizeof(number))
		return limit;
	return number % limit + 1;
}

bool doorbell_set_rate(struct doorbell *bell, unsigned int per_second)
{
	struct itimerspec spec = { 0 };

	if (per_second > RATE_MAX) {
		errno = ERANGE;
		return false;
	}
	if (per_second) {
		uint64_t period = NSEC_PER_SEC / per_second;

		spec.it_interval = to_timespec(period);
		spec.it_value = to_timespec(random_up_to(period));
	}
	return timerfd_settime(bell->timer_fd, 0, &spec, NULL) == 0;
}

void doorbell_tick(struct doorbell *bell)
{
	uint64_t due, one = 1;

	if (read(bell->timer_fd, &due, sizeof(due)) != sizeof(due))
		return;
	bell->missed += due - 1;
	if (write(bell->event_fd, &one, sizeof(one)) == sizeof(one))
		bell->rung++;
}
