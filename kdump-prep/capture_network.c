// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * capture_network.c - the network of the capture environment; see
 * capture_network.h.
 */
#include "kdump-prep/capture_network.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define MAC_SIZE 17u
#define BITS_MAX 32u

/* Six bytes in hex; in lower case, as sysfs has it. */
static bool take_mac(const char *text, size_t size, char ret[MAC_SIZE + 1])
{
	static const char digits[] = "0123456789abcdef";
	size_t i;
	char c;

	if (size != MAC_SIZE)
		return false;
	for (i = 0; i < size; i++) {
		c = text[i] >= 'A' && text[i] <= 'F' ? (char)(text[i] + 32) :
						       text[i];
		if (i % 3 == 2 ? c != ':' : !c || !strchr(digits, c))
			return false;
		ret[i] = c;
	}
	ret[size] = 0;
	return true;
}

static bool take_address(const char *text, size_t size, struct in_addr *ret)
{
	char word[INET_ADDRSTRLEN];

	if (!size || size >= sizeof(word))
		return false;
	memcpy(word, text, size);
	word[size] = 0;
	return inet_pton(AF_INET, word, ret) == 1 && ret->s_addr;
}

/* One or two digits. */
static bool take_bits(const char *text, size_t size, unsigned int *ret)
{
	unsigned int value = 0;
	size_t i;

	if (!size || size > 2)
		return false;
	for (i = 0; i < size; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		value = value * 10 + (unsigned int)(text[i] - '0');
	}
	*ret = value;
	return value >= 1 && value <= BITS_MAX;
}

struct kdp_error *kdp_capture_network_parse(const char *text,
					    struct kdp_capture_network *ret)
{
	struct kdp_capture_network network = { 0 };
	const char *comma = strchr(text, ',');
	const char *address = comma ? comma + 1 : text;
	const char *slash = strchr(address, '/');
	const char *bits = slash ? slash + 1 : address;
	size_t size = strcspn(bits, ",");
	const char *gateway = bits + size + (bits[size] == ',');
	bool has_gateway = bits[size] == ',';

	if (!comma || !slash ||
	    !take_mac(text, (size_t)(comma - text), network.mac) ||
	    !take_address(address, (size_t)(slash - address),
			  &network.address) ||
	    !take_bits(bits, size, &network.bits) ||
	    (has_gateway && !take_address(gateway, strlen(gateway),
					  &network.gateway)))
		return kdp_error_create(KDP_ERROR_USAGE,
					"network \"%s\": expected MAC,ADDRESS/BITS[,GATEWAY]",
					text);
	*ret = network;
	return NULL;
}

bool kdp_capture_network_reaches(const struct kdp_capture_network *network,
				 struct in_addr server)
{
	uint32_t mask = htonl(UINT32_MAX << (BITS_MAX - network->bits));

	return network->gateway.s_addr ||
	       ((network->address.s_addr ^ server.s_addr) & mask) == 0;
}

void kdp_capture_network_name(const struct kdp_capture_network *network,
			      char ret[KDP_CAPTURE_NETWORK_TEXT])
{
	char address[INET_ADDRSTRLEN], gateway[INET_ADDRSTRLEN] = "";

	inet_ntop(AF_INET, &network->address, address, sizeof(address));
	if (network->gateway.s_addr)
		inet_ntop(AF_INET, &network->gateway, gateway,
			  sizeof(gateway));
	snprintf(ret, KDP_CAPTURE_NETWORK_TEXT, "%s,%s/%u%s%s", network->mac,
		 address, network->bits, gateway[0] ? "," : "", gateway);
}
