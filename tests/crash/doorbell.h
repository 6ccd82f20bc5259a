/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * doorbell.h - the host's end of an ivshmem-doorbell device.
 *
 * Speaks the server's side of QEMU's ivshmem protocol (docs/specs/
 * ivshmem-spec.txt, "Protocol") on a connected socket: one peer, one vector.
 * Each ring is one write to the vector's eventfd, for which the device sends
 * one MSI-X message.  Rings that QEMU has not yet consumed become one.
 */
#ifndef KDP_TESTS_CRASH_DOORBELL_H
#define KDP_TESTS_CRASH_DOORBELL_H

#include <stdbool.h>
#include <stdint.h>

#include "tests/crash/shm.h"

/**
 * struct doorbell - one doorbell
 * @shm: the memory shared with the guest
 * @shm_fd: memfd behind it
 * @event_fd: the vector's eventfd
 * @timer_fd: readable when a ring is due
 * @rung: rings so far
 * @missed: rings skipped because the timer ran ahead
 */
struct doorbell {
	volatile struct kdp_shm *shm;
	int shm_fd;
	int event_fd;
	int timer_fd;
	uint64_t rung;
	uint64_t missed;
};

/** doorbell_init() - make the memory and the descriptors; false: see errno */
bool doorbell_init(struct doorbell *bell);

/** doorbell_deinit() - release them */
void doorbell_deinit(struct doorbell *bell);

/**
 * doorbell_serve() - send the protocol's greeting
 * @bell: the doorbell
 * @socket: a connected unix stream socket; QEMU may read it later
 *
 * Return: false with errno set when the greeting could not be sent.
 */
bool doorbell_serve(struct doorbell *bell, int socket);

/**
 * doorbell_set_rate() - ring at a rate from now on
 * @bell: the doorbell
 * @per_second: 0 stops; at most 1000000
 *
 * The rings are one period apart and the first one comes after a random part
 * of it.  So an interval of length w that begins at a fixed time from now
 * sees a ring with probability w / period, and for sure when it is longer
 * than the period.
 */
bool doorbell_set_rate(struct doorbell *bell, unsigned int per_second);

/** doorbell_tick() - ring once; to be called when timer_fd is readable */
void doorbell_tick(struct doorbell *bell);

#endif
