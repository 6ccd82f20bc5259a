/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * capture_network.h - the one network interface of the capture environment: a
 * fixed address of IPv4, since a second kernel may not depend on a server for
 * it.
 */
#ifndef KDP_KDUMP_PREP_CAPTURE_NETWORK_H
#define KDP_KDUMP_PREP_CAPTURE_NETWORK_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>

#include "kdump-prep/error.h"

/* Room for its text form. */
#define KDP_CAPTURE_NETWORK_TEXT 64u

struct kdp_capture_network {
	char mac[20];		/* "52:54:00:12:34:56"; empty: there is none */
	struct in_addr address;
	unsigned int bits;	/* of the network's part of it */
	struct in_addr gateway;	/* 0: none */
};

/**
 * kdp_capture_network_parse() - parse "MAC,ADDRESS/BITS[,GATEWAY]"
 *
 * Names of interfaces do not outlive a kernel, so its hardware address tells
 * which one it is.
 *
 * Error KDP_ERROR_USAGE.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_capture_network_parse(const char *text,
					    struct kdp_capture_network *ret);

/**
 * kdp_capture_network_reaches() - whether it leads to a machine: it is in the
 *	same network, or there is a gateway
 */
bool kdp_capture_network_reaches(const struct kdp_capture_network *network,
				 struct in_addr server);

/**
 * kdp_capture_network_name() - the same text again
 */
void kdp_capture_network_name(const struct kdp_capture_network *network,
			      char ret[KDP_CAPTURE_NETWORK_TEXT]);

#endif
