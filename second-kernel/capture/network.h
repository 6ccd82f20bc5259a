/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * network.h - brings the one network interface up.
 */
#ifndef KDP_CAPTURE_NETWORK_H
#define KDP_CAPTURE_NETWORK_H

#include "kdump-prep/capture_network.h"

/**
 * kdp_network_up() - give the interface its address, and wait for its link
 * @seconds: that it may take to appear and to have one
 *
 * Fine where it is up already.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_network_up(const struct kdp_capture_network *network,
				 double seconds);

#endif
