// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * shape.c - a machine for QEMU that is like another one; see shape.h.
 */
#include "kdump-prep/shape.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MEMORY_MAX 2048u	/* MiB, unless more is needed */
#define MEMORY_PART 16u
#define CLASS_STORAGE 0x01u

enum disk {
	DISK_VIRTIO_BLK,
	DISK_VIRTIO_SCSI,
	DISK_NVME,
	DISK_AHCI,
	DISK_IDE,
	DISK_MEGASAS,
	DISK_MPTSAS,
	DISK_LSI,
	DISK_PVSCSI,
	DISKS,
};

static const struct kdp_shape_disk disks[] = {
	[DISK_VIRTIO_BLK] = { "virtio-blk", NULL, "virtio-blk-pci",
			      "virtio_blk" },
	[DISK_VIRTIO_SCSI] = { "virtio-scsi", "virtio-scsi-pci", "scsi-hd",
			       "virtio_scsi" },
	[DISK_NVME] = { "nvme", NULL, "nvme", "nvme" },
	[DISK_AHCI] = { "ahci", "ich9-ahci", "ide-hd", "ahci" },
	[DISK_IDE] = { "ide", "piix4-ide", "ide-hd", "ata_piix" },
	[DISK_MEGASAS] = { "megasas", "megasas-gen2", "scsi-hd",
			   "megaraid_sas" },
	[DISK_MPTSAS] = { "mptsas", "mptsas1068", "scsi-hd", "mptsas" },
	[DISK_LSI] = { "lsi", "lsi53c895a", "scsi-hd", "sym53c8xx" },
	[DISK_PVSCSI] = { "pvscsi", "pvscsi", "scsi-hd", "vmw_pvscsi" },
};

/* Vendor and device, or class and subclass (vendor 0), of a controller. */
static const struct {
	uint16_t vendor;	/* 0: any */
	uint16_t device;	/* 0: any */
	uint16_t class_code;	/* 0: any */
	enum disk disk;
} controllers[] = {
	{ 0x1af4, 0x1001, 0, DISK_VIRTIO_BLK },
	{ 0x1af4, 0x1042, 0, DISK_VIRTIO_BLK },
	{ 0x1af4, 0x1004, 0, DISK_VIRTIO_SCSI },
	{ 0x1af4, 0x1048, 0, DISK_VIRTIO_SCSI },
	{ 0x15ad, 0x07c0, 0, DISK_PVSCSI },
	{ 0x1000, 0x0054, 0, DISK_MPTSAS },
	{ 0x1000, 0x0012, 0, DISK_LSI },
	/* One driver for all of its RAID controllers. */
	{ 0x1000, 0, 0x0104, DISK_MEGASAS },
	{ 0, 0, 0x0108, DISK_NVME },
	{ 0, 0, 0x0106, DISK_AHCI },
	{ 0, 0, 0x0101, DISK_IDE },
};

void kdp_argv_add(struct kdp_argv *words, const char *format, ...)
{
	size_t size = (words->count + 2) * sizeof(*words->word);
	char *text = NULL;
	char **word;
	va_list ap;
	int length;

	word = realloc(words->word, size);
	if (word)
		words->word = word;
	va_start(ap, format);
	length = vasprintf(&text, format, ap);
	va_end(ap);
	if (!word || length < 0) {
		words->failed = true;
		if (length >= 0)
			free(text);
		return;
	}
	word[words->count++] = text;
	word[words->count] = NULL;
}

void kdp_argv_deinit(struct kdp_argv *words)
{
	size_t i;

	for (i = 0; i < words->count; i++)
		free(words->word[i]);
	free(words->word);
	*words = (struct kdp_argv){ 0 };
}

/* The model of a storage controller; DISKS: QEMU has none. */
static enum disk model_of(const struct kdp_topology_function *function)
{
	const uint16_t class_code = (uint16_t)(function->class_code >> 8);
	size_t i;

	for (i = 0; i < sizeof(controllers) / sizeof(controllers[0]); i++) {
		if ((!controllers[i].vendor ||
		     controllers[i].vendor == function->pci.vendor) &&
		    (!controllers[i].device ||
		     controllers[i].device == function->pci.device) &&
		    (!controllers[i].class_code ||
		     controllers[i].class_code == class_code))
			return controllers[i].disk;
	}
	return DISKS;
}

/*
 * The first controller that QEMU has decides, and old IDE only where there is
 * no other: what sits there is mostly a CD drive.
 */
static void choose_disk(const struct kdp_topology *topology,
			struct kdp_shape *ret)
{
	const struct kdp_topology_function *missing = NULL;
	enum disk model, found = DISKS;
	size_t i;

	for (i = 0; i < topology->function_count; i++) {
		if (topology->function[i].class_code >> 16 != CLASS_STORAGE)
			continue;
		model = model_of(&topology->function[i]);
		if (model == DISKS && !missing)
			missing = &topology->function[i];
		if (model != DISKS && (found == DISKS || found == DISK_IDE))
			found = model;
	}
	if (missing)
		snprintf(ret->lacks, sizeof(ret->lacks),
			 "model of the disk controller %04x:%04x; %s stands for it",
			 missing->pci.vendor, missing->pci.device,
			 disks[found == DISKS ? DISK_VIRTIO_BLK : found].name);
	else if (found == DISKS)
		snprintf(ret->lacks, sizeof(ret->lacks),
			 "disk controller that is known of this machine; virtio-blk stands for it");
	ret->disk = &disks[found == DISKS ? DISK_VIRTIO_BLK : found];
}

static uint64_t ram_mib(const struct kdp_topology *topology)
{
	const struct kdp_ranges *memory = &topology->memory;
	uint64_t ram = 0;
	size_t i;

	for (i = 0; i < memory->count; i++)
		if (memory->range[i].type == KDP_RANGE_RAM)
			ram += memory->range[i].end - memory->range[i].start +
			       1;
	return ram >> 20;
}

void kdp_shape_of(const struct kdp_topology *topology, unsigned int need,
		  struct kdp_shape *ret)
{
	uint64_t memory = ram_mib(topology) / MEMORY_PART;
	size_t cpus = topology->cpu_count;

	*ret = (struct kdp_shape){ 0 };
	if (memory > MEMORY_MAX)
		memory = MEMORY_MAX;
	if (memory < need)
		memory = need;
	/* Whole pages of 2 MiB. */
	ret->memory = (unsigned int)(memory + 1) & ~1u;
	if (cpus > KDP_SHAPE_CPUS_MAX)
		cpus = KDP_SHAPE_CPUS_MAX;
	ret->cpus = cpus ? (unsigned int)cpus : 1;
	/* Interrupt remapping is of machines with PCI Express alone. */
	ret->machine = topology->ecam_count || topology->iommu ||
			topology->function_count == 0 ? "q35" : "pc";
	if (topology->iommu == KDP_IOMMU_VTD)
		ret->iommu = "intel-iommu,intremap=on";
	else if (topology->iommu == KDP_IOMMU_AMD)
		ret->iommu = "amd-iommu,intremap=on";
	choose_disk(topology, ret);
}

struct kdp_error *kdp_shape_disk(struct kdp_shape *shape, const char *name)
{
	size_t i;

	for (i = 0; i < DISKS; i++) {
		if (strcmp(disks[i].name, name) != 0)
			continue;
		shape->disk = &disks[i];
		shape->lacks[0] = 0;
		return NULL;
	}
	return kdp_error_create(KDP_ERROR_USAGE,
				"--disk: found \"%s\", expected virtio-blk, virtio-scsi, nvme, ahci, ide, megasas, mptsas, lsi or pvscsi",
				name);
}

/* In a list of options a comma is written twice. */
static void add_drive(struct kdp_argv *words, size_t number, const char *path)
{
	char text[4096];
	size_t fill = 0;

	for (; *path && fill < sizeof(text) - 2; path++) {
		if (*path == ',')
			text[fill++] = ',';
		text[fill++] = *path;
	}
	text[fill] = 0;
	kdp_argv_add(words, "-drive");
	kdp_argv_add(words,
		      "if=none,id=disk%zu,format=raw,cache=unsafe,file=%s",
		      number, text);
}

static void add_disk(struct kdp_argv *words,
		     const struct kdp_shape_disk *disk, size_t number)
{
	kdp_argv_add(words, "-device");
	if (strcmp(disk->disk, "ide-hd") == 0 && disk == &disks[DISK_IDE])
		kdp_argv_add(words, "ide-hd,drive=disk%zu,bus=kdp-hba.%zu,unit=%zu",
			      number, number / 2 % 2, number % 2);
	else if (strcmp(disk->disk, "ide-hd") == 0)
		kdp_argv_add(words, "ide-hd,drive=disk%zu,bus=kdp-hba.%zu",
			      number, number);
	else if (disk == &disks[DISK_NVME])
		kdp_argv_add(words, "nvme,drive=disk%zu,serial=kdp%zu",
			      number, number);
	else
		kdp_argv_add(words, "%s,drive=disk%zu", disk->disk, number);
}

void kdp_shape_words(const struct kdp_shape *shape,
		     const struct kdp_shape_boot *boot,
		     struct kdp_argv *words)
{
	size_t i;

	kdp_argv_add(words, "%s", boot->qemu);
	kdp_argv_add(words, "-accel");
	kdp_argv_add(words, "%s", boot->kvm ? "kvm" : "tcg,thread=multi");
	kdp_argv_add(words, "-cpu");
	kdp_argv_add(words, "%s", boot->kvm ? "host" : "max");
	kdp_argv_add(words, "-smp");
	kdp_argv_add(words, "%u", shape->cpus);
	kdp_argv_add(words, "-kernel");
	kdp_argv_add(words, "%s", boot->kernel);
	kdp_argv_add(words, "-initrd");
	kdp_argv_add(words, "%s", boot->initrd);
	kdp_argv_add(words, "-append");
	kdp_argv_add(words, "%s", boot->cmdline);
	if (shape->disk->bus) {
		kdp_argv_add(words, "-device");
		kdp_argv_add(words, "%s,id=kdp-hba", shape->disk->bus);
	}
	for (i = 0; i < boot->disk_count; i++) {
		add_drive(words, i, boot->disk[i]);
		add_disk(words, shape->disk, i);
	}
}
