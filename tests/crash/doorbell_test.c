// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * doorbell_test.c - the doorbell greets and rings as QEMU's device expects.
 *
 * The tests here prove, against docs/specs/ivshmem-spec.txt: 1. the greeting
 * is version 0, the peer's ID, -1 with the memory's descriptor, the peer's ID
 * with the vector's descriptor; 2. the memory is the one that the host reads;
 * 3. a ring is one write to the vector; 4. rate 0 is silent and an absurd
 * rate is refused; 5. a peer that is gone is an error.
 */
#include "tests/crash/doorbell.h"

#include <errno.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/tap.h"

/* Receive one message; @fd_ret is -1 when no descriptor came with it. */
static int64_t receive(int socket, int *fd_ret)
{
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control = { 0 };
	int64_t number = INT64_MIN;
	struct iovec iov = { &number, sizeof(number) };
	struct msghdr message = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = &control, .msg_controllen = sizeof(control),
	};

	*fd_ret = -1;
	if (recvmsg(socket, &message, MSG_DONTWAIT) != sizeof(number))
		return INT64_MIN;
	if (message.msg_controllen >= CMSG_LEN(sizeof(int)))
		memcpy(fd_ret, CMSG_DATA(&control.header), sizeof(*fd_ret));
	return number;
}

static void greeting_follows_the_protocol(void)
{
	int sockets[2], none, shm_fd, event_fd;
	struct doorbell bell;
	uint64_t count = 0;
	struct kdp_shm *shm;

	TAP_CHECK(doorbell_init(&bell));
	TAP_CHECK(!socketpair(AF_UNIX, SOCK_STREAM, 0, sockets));
	TAP_CHECK(doorbell_serve(&bell, sockets[0]));
	TAP_EQ(receive(sockets[1], &none), 0);
	TAP_CHECK(none == -1);
	TAP_EQ(receive(sockets[1], &none), 0);
	TAP_CHECK(none == -1);
	TAP_EQ(receive(sockets[1], &shm_fd), UINT64_MAX);
	TAP_CHECK(shm_fd >= 0);
	TAP_EQ(receive(sockets[1], &event_fd), 0);
	TAP_CHECK(event_fd >= 0);

	shm = mmap(NULL, KDP_SHM_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED,
		   shm_fd, 0);
	TAP_CHECK(shm != MAP_FAILED);
	shm->tsc_kexec = 0x1234;
	TAP_EQ(bell.shm->tsc_kexec, 0x1234);
	munmap(shm, KDP_SHM_SIZE);

	TAP_CHECK(doorbell_set_rate(&bell, 1000));
	TAP_CHECK(poll(&(struct pollfd){ bell.timer_fd, POLLIN, 0 }, 1,
		       1000) == 1);
	doorbell_tick(&bell);
	TAP_EQ(bell.rung, 1);
	TAP_CHECK(read(event_fd, &count, sizeof(count)) == sizeof(count));
	TAP_EQ(count, 1);

	close(shm_fd);
	close(event_fd);
	close(sockets[0]);
	close(sockets[1]);
	doorbell_deinit(&bell);
}

static void rate_0_is_silent(void)
{
	struct doorbell bell;

	TAP_CHECK(doorbell_init(&bell));
	TAP_CHECK(doorbell_set_rate(&bell, 1000));
	TAP_CHECK(doorbell_set_rate(&bell, 0));
	TAP_CHECK(poll(&(struct pollfd){ bell.timer_fd, POLLIN, 0 }, 1,
		       20) == 0);
	doorbell_tick(&bell);
	TAP_EQ(bell.rung, 0);
	doorbell_deinit(&bell);
}

static void absurd_rate_is_refused(void)
{
	struct doorbell bell;

	TAP_CHECK(doorbell_init(&bell));
	TAP_CHECK(!doorbell_set_rate(&bell, 1000001));
	TAP_EQ(errno, ERANGE);
	doorbell_deinit(&bell);
}

static void closed_peer_is_an_error(void)
{
	struct doorbell bell;
	int sockets[2];

	TAP_CHECK(doorbell_init(&bell));
	TAP_CHECK(!socketpair(AF_UNIX, SOCK_STREAM, 0, sockets));
	close(sockets[1]);
	TAP_CHECK(!doorbell_serve(&bell, sockets[0]));
	close(sockets[0]);
	doorbell_deinit(&bell);
}

int main(void)
{
	TAP_RUN(greeting_follows_the_protocol);
	TAP_RUN(rate_0_is_silent);
	TAP_RUN(absurd_rate_is_refused);
	TAP_RUN(closed_peer_is_an_error);
	return tap_done();
}
