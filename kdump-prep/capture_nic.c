// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * capture_nic.c - takes the capture environment's network over from an
 * interface of this machine; see capture_here.h.
 */
#include "kdump-prep/capture_here.h"

#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <limits.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kdump-prep/text.h"

#define ROUTES_MAX 0x100000u

/* Its hardware address, as sysfs has it. */
KDP_MUST_CHECK
static struct kdp_error *read_mac(const struct kdp_sysroot *root,
				  const char *name,
				  struct kdp_capture_network *network)
{
	char path[PATH_MAX];
	struct kdp_error *err;
	char *text;
	size_t size;

	snprintf(path, sizeof(path), "/sys/class/net/%s/address", name);
	err = kdp_sysroot_read(root, path, sizeof(network->mac), &text, &size);
	if (err)
		return err;
	snprintf(network->mac, sizeof(network->mac), "%.*s",
		 (int)strcspn(text, "\n"), text);
	free(text);
	return NULL;
}

static struct in_addr address_of(const struct sockaddr *from)
{
	struct sockaddr_in copy;

	memcpy(&copy, from, sizeof(copy));
	return copy.sin_addr;
}

KDP_MUST_CHECK
static struct kdp_error *read_address(const char *name,
				      struct kdp_capture_network *network)
{
	struct ifaddrs *list, *entry;
	struct in_addr mask;

	if (getifaddrs(&list))
		return kdp_error_os(errno, "addresses");
	for (entry = list; entry; entry = entry->ifa_next) {
		if (strcmp(entry->ifa_name, name) != 0 || !entry->ifa_addr ||
		    entry->ifa_addr->sa_family != AF_INET ||
		    !entry->ifa_netmask)
			continue;
		network->address = address_of(entry->ifa_addr);
		mask = address_of(entry->ifa_netmask);
		network->bits = (unsigned int)__builtin_popcount(
			mask.s_addr);
		break;
	}
	freeifaddrs(list);
	if (!entry)
		return kdp_error_create(KDP_ERROR_NOT_FOUND,
					"it has no address of IPv4");
	return NULL;
}

/* /proc/net/route: INTERFACE DESTINATION GATEWAY ..., numbers as in memory. */
KDP_MUST_CHECK
static struct kdp_error *read_gateway(const struct kdp_sysroot *root,
				      const char *name,
				      struct kdp_capture_network *network)
{
	struct kdp_word interface, destination, gateway;
	struct kdp_error *err;
	struct kdp_text text;
	uint64_t value;
	char *data;
	size_t size;

	err = kdp_sysroot_read(root, "/proc/net/route", ROUTES_MAX, &data,
			       &size);
	if (err)
		return err;
	kdp_text_init(&text, "/proc/net/route", data, size);
	while (kdp_text_next(&text)) {
		if (!kdp_text_word(&text, &interface) ||
		    !kdp_word_is(interface, name) ||
		    !kdp_text_word(&text, &destination) ||
		    !kdp_word_is(destination, "00000000") ||
		    !kdp_text_word(&text, &gateway) || gateway.size != 8)
			continue;
		value = strtoull(gateway.start, NULL, 16);
		network->gateway.s_addr = (in_addr_t)value;
		break;
	}
	free(data);
	return NULL;
}

/* Its driver; a bond, a bridge or a VLAN has none. */
KDP_MUST_CHECK
static struct kdp_error *add_driver(const char *name,
				    struct kdp_capture_request *request)
{
	char path[PATH_MAX], device[PATH_MAX];

	snprintf(path, sizeof(path), "/sys/class/net/%s/device", name);
	if (!realpath(path, device))
		return kdp_error_create(KDP_ERROR_UNSUPPORTED,
					"it is no device, and the capture environment sets up devices alone");
	return kdp_capture_drivers(device, request);
}

struct kdp_error *kdp_capture_network_here(const struct kdp_sysroot *root,
					   const char *text,
					   struct kdp_capture_request *request)
{
	char name[KDP_CAPTURE_NETWORK_TEXT];
	struct kdp_capture_network network = { 0 };
	struct kdp_error *err;

	if (strchr(text, ','))
		return kdp_capture_network_parse(text,
						 &request->config.network);
	if (!*text || strlen(text) >= IFNAMSIZ || strchr(text, '/'))
		return kdp_error_create(KDP_ERROR_USAGE,
					"--network: \"%s\" is no interface",
					text);
	err = read_mac(root, text, &network);
	if (!err)
		err = read_address(text, &network);
	if (!err)
		err = read_gateway(root, text, &network);
	if (!err)
		err = add_driver(text, request);
	kdp_capture_network_name(&network, name);
	/* What the second kernel cannot read must not get there. */
	if (!err)
		err = kdp_capture_network_parse(name,
						&request->config.network);
	return kdp_error_wrap(err, "--network=%s", text);
}
