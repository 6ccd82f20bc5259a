// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * network.c - brings the network interface up; see network.h.
 */
#include "second-kernel/capture/network.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <net/route.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "kdump-prep/cleanup.h"
#include "second-kernel/capture/machine.h"

#define INTERFACES "/sys/class/net"

static bool has_mac(const char *name, const char *mac)
{
	char path[sizeof(INTERFACES) + 280];
	KDP_AUTO_CLOSE int fd = -1;
	char text[32] = "";

	snprintf(path, sizeof(path), INTERFACES "/%s/address", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd >= 0 && read(fd, text, sizeof(text) - 1) > 0 &&
	       strncmp(text, mac, strlen(mac)) == 0;
}

static bool find(const char *mac, char name_ret[IFNAMSIZ])
{
	DIR *dir = opendir(INTERFACES);
	struct dirent *entry;
	bool found = false;

	while (dir && !found && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.' ||
		    strlen(entry->d_name) >= IFNAMSIZ)
			continue;
		memcpy(name_ret, entry->d_name, strlen(entry->d_name) + 1);
		found = has_mac(name_ret, mac);
	}
	if (dir)
		closedir(dir);
	return found;
}

static void put_address(struct sockaddr *to, struct in_addr address)
{
	struct sockaddr_in in = {
		.sin_family = AF_INET,
		.sin_addr = address,
	};

	memcpy(to, &in, sizeof(in));
}

KDP_MUST_CHECK
static struct kdp_error *configure(int fd, const char *name,
				   const struct kdp_capture_network *network)
{
	struct in_addr mask = {
		.s_addr = htonl(~0u << (32 - network->bits)),
	};
	struct ifreq request = { 0 };
	struct rtentry route = { .rt_flags = RTF_UP | RTF_GATEWAY };

	memcpy(request.ifr_name, name, strlen(name) + 1);
	put_address(&request.ifr_addr, network->address);
	if (ioctl(fd, SIOCSIFADDR, &request))
		return kdp_error_os(errno, "address of %s", name);
	put_address(&request.ifr_netmask, mask);
	if (ioctl(fd, SIOCSIFNETMASK, &request))
		return kdp_error_os(errno, "netmask of %s", name);
	request.ifr_flags = IFF_UP | IFF_RUNNING;
	if (ioctl(fd, SIOCSIFFLAGS, &request))
		return kdp_error_os(errno, "start %s", name);
	if (!network->gateway.s_addr)
		return NULL;
	put_address(&route.rt_dst, (struct in_addr){ 0 });
	put_address(&route.rt_genmask, (struct in_addr){ 0 });
	put_address(&route.rt_gateway, network->gateway);
	if (ioctl(fd, SIOCADDRT, &route) && errno != EEXIST)
		return kdp_error_os(errno, "route through the gateway");
	return NULL;
}

static bool has_link(int fd, const char *name)
{
	struct ifreq request = { 0 };

	memcpy(request.ifr_name, name, strlen(name) + 1);
	return ioctl(fd, SIOCGIFFLAGS, &request) == 0 &&
	       (request.ifr_flags & IFF_RUNNING);
}

struct kdp_error *kdp_network_up(const struct kdp_capture_network *network,
				 double seconds)
{
	KDP_AUTO_CLOSE int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	double until = kdp_machine_seconds() + seconds;
	struct kdp_error *err;
	char name[IFNAMSIZ];

	if (fd < 0)
		return kdp_error_os(errno, "network");
	while (!find(network->mac, name)) {
		if (kdp_machine_seconds() >= until)
			return kdp_error_create(KDP_ERROR_NOT_FOUND,
						"network interface %s did not appear within %.0f s",
						network->mac, seconds);
		usleep(50000);
	}
	err = configure(fd, name, network);
	while (!err && !has_link(fd, name)) {
		if (kdp_machine_seconds() >= until)
			return kdp_error_create(KDP_ERROR_OTHER,
						"%s has had no link for %.0f s",
						name, seconds);
		usleep(50000);
	}
	return err;
}
