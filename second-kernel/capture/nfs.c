// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * nfs.c - mounts by NFS; see nfs.h.
 *
 * Version 4 alone, by TCP: it needs one port, and neither rpcbind nor locks.
 * What mount.nfs(8) would find out is given to the kernel: the addresses, and a
 * minor version that the server knows.
 */
#include "second-kernel/capture/nfs.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#define OPTIONS_SIZE 256u

/*
 * "soft": a call fails when no connection with its server has been made, or
 * kept, for three times "timeo", in tenths of a second.  "sec=sys" needs no
 * keys.
 */
#define OPTIONS "proto=tcp,sec=sys,soft,timeo=50,retrans=2"

/*
 * The client's name is part of what a server knows it by, and all second
 * kernels have the same one: two that crash together would end each other's
 * sessions.
 */
static void set_name(const char *address)
{
	char name[INET_ADDRSTRLEN + 8];

	snprintf(name, sizeof(name), "kdump-%s", address);
	if (sethostname(name, strlen(name)))
		return;
}

struct kdp_error *kdp_nfs_mount(const struct kdp_capture_config *config,
				const struct kdp_capture_target *target,
				const char *path)
{
	static const char *const versions[] = { "4.2", "4.1", "4.0" };
	char server[INET_ADDRSTRLEN] = "", own[INET_ADDRSTRLEN];
	char options[OPTIONS_SIZE];
	struct in_addr address;
	size_t i;

	if (!kdp_capture_target_server(target, &address))
		return kdp_error_create(KDP_ERROR_OTHER, "no server");
	inet_ntop(AF_INET, &address, server, sizeof(server));
	inet_ntop(AF_INET, &config->network.address, own, sizeof(own));
	set_name(own);
	for (i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
		snprintf(options, sizeof(options),
			 OPTIONS ",vers=%s,addr=%s,clientaddr=%s", versions[i],
			 server, own);
		if (mount(target->device, path, "nfs",
			  MS_NOATIME | MS_NODEV | MS_NOSUID | MS_NOEXEC,
			  options) == 0)
			return NULL;
		/* As a server says that does not know the version. */
		if (errno != EPROTONOSUPPORT && errno != EINVAL)
			break;
	}
	return kdp_error_os(errno, "mount %s by NFS", target->device);
}
